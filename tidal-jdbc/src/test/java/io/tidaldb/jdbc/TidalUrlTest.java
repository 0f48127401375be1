package io.tidaldb.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

final class TidalUrlTest {
    private static TidalUrl parse(String url) throws SQLException {
        return TidalUrl.parse(url, new Properties());
    }

    private static String refusal(String url) {
        SQLException refused = assertThrows(SQLException.class, () -> parse(url));
        assertEquals("F0000", refused.getSQLState());
        return refused.getMessage();
    }

    @Test
    void readsTheThreeForms() throws SQLException {
        assertEquals(TidalUrl.Kind.DIRECTORY, parse("jdbc:tidal:./some dir").kind());
        assertEquals("./some dir", parse("jdbc:tidal:./some dir").location());
        assertEquals("/var/lib/tidal", parse("jdbc:tidal:/var/lib/tidal").location());
        assertEquals(TidalUrl.Kind.MEMORY, parse("jdbc:tidal:mem:demo").kind());
        assertEquals("demo", parse("jdbc:tidal:mem:demo").location());
        TidalUrl server = parse("jdbc:tidal://db.example.org:1234");
        assertEquals(TidalUrl.Kind.SERVER, server.kind());
        assertEquals("db.example.org", server.location());
        assertEquals(1234, server.port());
        assertEquals(59521, parse("jdbc:tidal://localhost").port());
        assertEquals("[::1]", parse("jdbc:tidal://[::1]:5/").location());
    }

    @Test
    void readsOptionsFromBothPlaces() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "ada");
        properties.setProperty("clock", "system");
        TidalUrl url =
                TidalUrl.parse(
                        "jdbc:tidal:dir; clock = fixed:2013-08-16T12:00:00Z ;FETCH_SIZE=7;",
                        properties);
        assertEquals("fixed:2013-08-16T12:00:00Z", url.option(ConnectionOption.CLOCK));
        assertEquals("ada", url.option(ConnectionOption.USER));
        assertEquals(7, url.fetchSize());
        assertNull(url.option(ConnectionOption.PASSWORD));
        for (String spelling : List.of("walDir", "waldir", "wal_dir", "WAL_DIR")) {
            assertEquals(
                    "/w",
                    parse("jdbc:tidal:dir;" + spelling + "=/w").option(ConnectionOption.WAL_DIR));
        }
    }

    @Test
    void namesTheOptionThatDoesNotExist() {
        assertEquals(
                "There is no connection option 'clok'. Did you mean 'clock'?",
                refusal("jdbc:tidal:mem:x;clok=log"));
        assertEquals(
                "There is no connection option 'httpclient_impl'."
                        + " There is cacheDir, clock, durability, fetch_size, metrics, password,"
                        + " user, walDir.",
                refusal("jdbc:tidal://h;httpclient_impl=java.lang.String"));
        assertTrue(refusal("jdbc:tidal:mem:x;clock").contains("has no value"));
        for (String option : List.of("clock", "durability", "walDir", "cache_dir", "metrics")) {
            assertTrue(refusal("jdbc:tidal://h;" + option + "=x").contains("server"));
        }
        assertTrue(refusal("jdbc:tidal:mem:x;fetch_size=0").contains("1 to 10000"));
        assertTrue(refusal("jdbc:tidal:mem:x;fetch_size=many").contains("many"));
    }

    @Test
    void namesWhatIsMissing() {
        for (String url :
                List.of(
                        "jdbc:tidal:",
                        "jdbc:tidal:mem:",
                        "jdbc:tidal://",
                        "jdbc:tidal://:5",
                        "jdbc:tidal://host:port",
                        "jdbc:tidal://host:70000",
                        "jdbc:tidal://host/path",
                        "jdbc:tidal:;clock=log")) {
            assertTrue(refusal(url).contains("jdbc:tidal:"), url);
        }
    }

    @Test
    void leavesOtherUrlsToOtherDrivers() throws SQLException {
        TidalDriver driver = new TidalDriver();
        assertFalse(driver.acceptsURL("jdbc:postgresql://host/db"));
        assertFalse(driver.acceptsURL(null));
        assertNull(driver.connect("jdbc:postgresql://host/db", new Properties()));
    }

    @Test
    void theDriverManagerFindsTheDriver() throws SQLException {
        assertInstanceOf(TidalDriver.class, DriverManager.getDriver("jdbc:tidal:mem:x"));
    }

    @Test
    void describesItsOptions() {
        List<String> names =
                Arrays.stream(
                                new TidalDriver()
                                        .getPropertyInfo("jdbc:tidal:mem:x", new Properties()))
                        .map((DriverPropertyInfo info) -> info.name)
                        .toList();
        assertEquals(
                List.of(
                        "clock",
                        "durability",
                        "walDir",
                        "cacheDir",
                        "metrics",
                        "fetch_size",
                        "user",
                        "password"),
                names);
    }

    @Test
    void keepsPasswordsToItself() {
        assertEquals(
                "jdbc:tidal://h;user=a;fetch_size=5",
                TidalUrl.redacted("jdbc:tidal://h;user=a; PassWord = s3 ;fetch_size=5"));
    }

    @Test
    void saysWhenNoServerIsThere() {
        SQLException refused =
                assertThrows(
                        SQLException.class,
                        () -> DriverManager.getConnection("jdbc:tidal://127.0.0.1:1"));
        assertEquals("08001", refused.getSQLState());
        assertTrue(refused.getMessage().startsWith("Cannot reach tidalDB at 127.0.0.1:1."));
    }
}
