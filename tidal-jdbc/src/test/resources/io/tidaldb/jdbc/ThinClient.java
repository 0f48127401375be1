import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.ServiceLoader;

/** Uses the driver's jar, and nothing else, from an application of its own. */
public class ThinClient {
    public static void main(String[] args) throws Exception {
        URL[] jar = {Path.of(args[0]).toUri().toURL()};
        try (URLClassLoader alone =
                new URLClassLoader(jar, ClassLoader.getPlatformClassLoader())) {
            Driver driver = ServiceLoader.load(Driver.class, alone).iterator().next();
            try (Connection connection = driver.connect(args[1], new Properties())) {
                System.out.println(connection.getMetaData().getDatabaseProductName());
                try (Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery("rows 2500")) {
                    long sum = 0;
                    while (rows.next()) {
                        sum += rows.getLong("id");
                    }
                    System.out.println(sum);
                }
                try (PreparedStatement insert = connection.prepareStatement("insert")) {
                    insert.setLong(1, 1);
                    insert.setString(2, "one");
                    insert.addBatch();
                    System.out.println(insert.executeBatch().length);
                }
                try (PreparedStatement echo = connection.prepareStatement("echo REAL ARRAY")) {
                    echo.setObject(1, new float[] {0.5f, 2});
                    ResultSet rows = echo.executeQuery();
                    rows.next();
                    System.out.println(rows.getString(1));
                }
                try (ResultSet rows = connection.getMetaData().getTables(null, null, "posts", null)) {
                    rows.next();
                    System.out.println(rows.getString("TABLE_TYPE"));
                }
                try {
                    connection.prepareStatement("fail UNKNOWN_TABLE There is no table 'post'.");
                } catch (SQLException e) {
                    System.out.println(e.getSQLState() + " " + e.getMessage());
                }
            }
            try {
                driver.connect("jdbc:tidal:mem:x", new Properties());
            } catch (SQLException e) {
                System.out.println(e.getSQLState() + " " + e.getMessage());
            }
        }
    }
}
