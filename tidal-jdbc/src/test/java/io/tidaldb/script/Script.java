package io.tidaldb.script;

import net.hydromatic.quidem.Quidem;

import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * A script and the directory of its database. {@code !use INSTANT} opens the database with its
 * clock standing at that moment, {@code !use log} with the clock that follows the events; a second
 * one closes it and opens it again, with all that it holds.
 */
final class Script {
    private final Path directory;
    private Connection connection;

    private Script(Path directory) {
        this.directory = directory;
    }

    /** Runs a script; what it returns equals the script if everything came out as written. */
    static String run(String text, Path directory) throws SQLException {
        Script script = new Script(directory);
        StringWriter out = new StringWriter();
        try {
            new Quidem(
                            Quidem.configBuilder()
                                    .withReader(new StringReader(text))
                                    .withWriter(out)
                                    .withConnectionFactory(
                                            (name, ref) -> ref ? null : script.open(name))
                                    .withCommandHandler(RunCommand.HANDLER)
                                    .build())
                    .execute();
        } finally {
            script.close();
        }
        return out.toString();
    }

    private Connection open(String instant) throws SQLException {
        close();
        connection =
                DriverManager.getConnection(
                        "jdbc:tidal:"
                                + directory
                                + ";clock="
                                + (instant.equals("log") ? instant : "fixed:" + instant));
        return connection;
    }

    private void close() throws SQLException {
        if (connection != null) {
            connection.close();
        }
    }
}
