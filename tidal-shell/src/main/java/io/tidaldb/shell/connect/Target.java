package io.tidaldb.shell.connect;

import io.tidaldb.embedded.OpeningListener;
import io.tidaldb.jdbc.ConnectionOption;
import io.tidaldb.jdbc.TidalDriver;
import io.tidaldb.shell.exit.ExitException;
import io.tidaldb.shell.exit.ExitStatus;
import io.tidaldb.shell.operation.OpeningLine;
import io.tidaldb.shell.terminal.StandardStreams;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;

/**
 * A database that a command works on.
 *
 * @param url its JDBC URL
 * @param settings how to open it, beside the options of the URL
 * @param description how to call it in a message
 */
public record Target(String url, Map<ConnectionOption, String> settings, String description) {
    private static final String PREFIX = "jdbc:tidal:";

    /** The store in a directory, which is made if there is none. */
    public static Target directory(Path directory, Map<ConnectionOption, String> settings) {
        String path = directory.toString();
        if (path.indexOf(';') >= 0) {
            throw new ExitException(
                    ExitStatus.USAGE,
                    "--data " + path + ": the name of a data directory cannot contain ';'");
        }
        // A relative name could be read as mem:NAME or //host, an absolute one cannot.
        return new Target(PREFIX + directory.toAbsolutePath().normalize(), settings, path);
    }

    /** A store of this process that is gone when it ends. */
    public static Target memory(String name, Map<ConnectionOption, String> settings) {
        return new Target(PREFIX + "mem:" + name, settings, "memory");
    }

    /** Whatever a JDBC URL says. */
    public static Target url(String url, Map<ConnectionOption, String> settings) {
        if (!url.startsWith(PREFIX)) {
            throw new ExitException(
                    ExitStatus.USAGE,
                    "--url "
                            + url
                            + ": a URL is jdbc:tidal:DIR, jdbc:tidal:mem:NAME or"
                            + " jdbc:tidal://HOST:PORT");
        }
        return new Target(url, settings, url);
    }

    /**
     * Connects, and tells how a database of this process is opened if that takes its time.
     *
     * @throws ExitException {@link ExitStatus#UNAVAILABLE} with the driver's reason
     */
    public Connection open(StandardStreams streams) {
        Properties properties = new Properties();
        settings.forEach((option, value) -> properties.setProperty(option.key(), value));
        OpeningLine line = new OpeningLine(streams, description);
        try {
            // DriverManager would load every driver on the class path, and Calcite's takes long.
            return OpeningListener.during(line, () -> new TidalDriver().connect(url, properties));
        } catch (SQLException e) {
            line.clear();
            throw new ExitException(
                    ExitStatus.UNAVAILABLE,
                    "cannot open " + description + ": " + e.getMessage(),
                    e);
        }
    }
}
