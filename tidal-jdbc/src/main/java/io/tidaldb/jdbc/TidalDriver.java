package io.tidaldb.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.logging.Logger;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaFactory;
import org.apache.calcite.avatica.DriverVersion;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.UnregisteredDriver;

/**
 * tidalDB's JDBC driver, for databases in this process and for servers; {@link TidalUrl} says what
 * its URLs look like. {@link DriverManager} finds it by itself.
 */
public final class TidalDriver implements Driver {
    private static final DriverVersion VERSION = version();

    static {
        try {
            DriverManager.registerDriver(new TidalDriver());
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    public boolean acceptsURL(String url) {
        return TidalUrl.accepts(url);
    }

    /**
     * Connects.
     *
     * @return null if the URL is another driver's
     */
    @Override
    public Connection connect(String url, Properties info) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        Properties given = info == null ? new Properties() : info;
        TidalUrl target = TidalUrl.parse(url, given);
        return SqlErrors.translating(() -> open(target, TidalUrl.redacted(url)));
    }

    private static Connection open(TidalUrl target, String url) throws SQLException {
        Meta meta =
                target.kind() == TidalUrl.Kind.SERVER
                        ? new RemoteMeta(new HttpTransport(target))
                        : embedded(target).connect(target);
        return open(meta, target, url);
    }

    static Connection open(Meta meta, TidalUrl target, String url) throws SQLException {
        Properties settings = new Properties();
        settings.setProperty(
                ConnectionOption.FETCH_SIZE.key(),
                Integer.toString(target.fetchSize()));
        Map<String, String> greeting = new HashMap<>();
        String user = target.option(ConnectionOption.USER);
        if (user != null) {
            settings.setProperty(ConnectionOption.USER.key(), user);
            greeting.put(ConnectionOption.USER.key(), user);
        }
        AvaticaFactory factory = new TidalFactory();
        AvaticaConnection connection =
                factory.newConnection(new Source(meta), factory, url, settings);
        meta.openConnection(connection.handle, greeting);
        return connection;
    }

    private static EmbeddedConnector embedded(TidalUrl target) throws SQLException {
        ServiceLoader<EmbeddedConnector> connectors =
                ServiceLoader.load(EmbeddedConnector.class, TidalDriver.class.getClassLoader());
        for (EmbeddedConnector connector : connectors) {
            return connector;
        }
        throw SqlErrors.configuration(
                "This is the remote driver alone, which cannot open "
                        + target
                        + " in this process: put the engine's jars (dist/lib/*) on the class path"
                        + " instead of tidal-jdbc.jar, or start a server with 'tidal serve --data"
                        + " DIR' and connect to jdbc:tidal://localhost:"
                        + TidalUrl.DEFAULT_PORT
                        + ".");
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
        ConnectionOption[] options = ConnectionOption.values();
        DriverPropertyInfo[] properties = new DriverPropertyInfo[options.length];
        for (int i = 0; i < options.length; i++) {
            String value = info == null ? null : info.getProperty(options[i].key());
            properties[i] = new DriverPropertyInfo(options[i].key(), value);
            properties[i].description = options[i].description();
        }
        return properties;
    }

    @Override
    public int getMajorVersion() {
        return VERSION.majorVersion;
    }

    @Override
    public int getMinorVersion() {
        return VERSION.minorVersion;
    }

    @Override
    public boolean jdbcCompliant() {
        return VERSION.jdbcCompliant;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("io.tidaldb");
    }

    /** The version of driver and database, such as 0.1.0; both are built together. */
    public static String versionText() {
        return VERSION.versionString;
    }

    private static DriverVersion version() {
        Properties build = new Properties();
        try (InputStream resource = TidalDriver.class.getResourceAsStream("version.properties")) {
            if (resource != null) {
                build.load(resource);
            }
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
        String version = build.getProperty("version", "0.0");
        String[] numbers = version.split("[^0-9]+");
        int major = numbers.length > 0 ? Integer.parseInt(numbers[0]) : 0;
        int minor = numbers.length > 1 ? Integer.parseInt(numbers[1]) : 0;
        return new DriverVersion(
                "tidalDB JDBC driver",
                version,
                "tidalDB",
                version,
                false,
                major,
                minor,
                major,
                minor);
    }

    /** What Avatica takes for the driver of one connection: it hands that connection its meta. */
    private static final class Source extends UnregisteredDriver {
        private final Meta meta;

        Source(Meta meta) {
            this.meta = meta;
        }

        @Override
        protected AvaticaFactory createFactory() {
            return new TidalFactory();
        }

        @Override
        protected DriverVersion createDriverVersion() {
            return VERSION;
        }

        @Override
        protected String getConnectStringPrefix() {
            return TidalUrl.PREFIX;
        }

        @Override
        public Meta createMeta(AvaticaConnection connection) {
            return meta;
        }
    }
}
