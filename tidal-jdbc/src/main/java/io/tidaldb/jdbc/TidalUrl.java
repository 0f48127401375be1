package io.tidaldb.jdbc;

import java.net.URI;
import java.net.URISyntaxException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * Where to connect, read from a JDBC URL and its properties. Three forms are understood, each with
 * options behind it:
 *
 * <ul>
 *   <li>{@code jdbc:tidal:DIR} opens the database in directory DIR in this process
 *   <li>{@code jdbc:tidal:mem:NAME} opens a database in memory, which lives while a connection to
 *       it is open
 *   <li>{@code jdbc:tidal://HOST[:PORT]} talks to a server
 * </ul>
 *
 * <p>An option is {@code ;key=value}; see {@link ConnectionOption}. The URL wins over properties.
 */
public final class TidalUrl {
    /** What every URL of this driver starts with. */
    public static final String PREFIX = "jdbc:tidal:";

    /** Where a server listens unless told. */
    public static final int DEFAULT_PORT = 59521;

    /** Rows per round trip unless told. */
    public static final int DEFAULT_FETCH_SIZE = 1000;

    /** The most rows of one round trip. */
    public static final int MAX_FETCH_SIZE = 10_000;

    private static final String MEMORY_PREFIX = "mem:";

    /** The kinds of target. */
    public enum Kind {
        /** A database directory, opened in this process. */
        DIRECTORY,
        /** A named database in this process's memory. */
        MEMORY,
        /** A server. */
        SERVER
    }

    private final Kind kind;
    private final String location;
    private final int port;
    private final Map<ConnectionOption, String> options;

    private TidalUrl(Kind kind, String location, int port, Map<ConnectionOption, String> options) {
        this.kind = kind;
        this.location = location;
        this.port = port;
        this.options = options;
    }

    /** Whether a URL is this driver's. */
    public static boolean accepts(String url) {
        return url != null && url.startsWith(PREFIX);
    }

    /**
     * Reads a URL.
     *
     * @throws SQLException with SQLState F0000 if it has no target or an option that does not exist
     */
    public static TidalUrl parse(String url, Properties properties) throws SQLException {
        String[] parts = url.substring(PREFIX.length()).split(";", -1);
        Map<ConnectionOption, String> options = new EnumMap<>(ConnectionOption.class);
        for (String key : properties.stringPropertyNames()) {
            options.put(option(key.strip()), properties.getProperty(key).strip());
        }
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i].strip();
            if (part.isEmpty()) {
                continue;
            }
            int equals = part.indexOf('=');
            if (equals < 0) {
                throw SqlErrors.configuration(
                        "Option '" + part + "' in the URL has no value; write ;key=value.");
            }
            options.put(
                    option(part.substring(0, equals).strip()), part.substring(equals + 1).strip());
        }
        TidalUrl target = target(url, parts[0].strip(), options);
        target.fetchSize();
        for (ConnectionOption option : options.keySet()) {
            if (target.kind == Kind.SERVER && option.embeddedOnly()) {
                throw SqlErrors.configuration(
                        "Option '"
                                + option.key()
                                + "' is set where the database is opened: give it to the server, "
                                + "not to a connection.");
            }
        }
        return target;
    }

    private static TidalUrl target(String url, String text, Map<ConnectionOption, String> options)
            throws SQLException {
        if (text.startsWith("//")) {
            return server(url, text, options);
        }
        boolean memory = text.regionMatches(true, 0, MEMORY_PREFIX, 0, MEMORY_PREFIX.length());
        String location = memory ? text.substring(MEMORY_PREFIX.length()).strip() : text;
        if (location.isEmpty()) {
            throw SqlErrors.configuration(
                    "The URL names no database: write jdbc:tidal:DIR, jdbc:tidal:mem:NAME or "
                            + "jdbc:tidal://HOST:PORT.");
        }
        return new TidalUrl(memory ? Kind.MEMORY : Kind.DIRECTORY, location, -1, options);
    }

    private static TidalUrl server(String url, String text, Map<ConnectionOption, String> options)
            throws SQLException {
        URI uri;
        try {
            uri = new URI("http:" + text);
        } catch (URISyntaxException e) {
            uri = null;
        }
        boolean pathless =
                uri != null
                        && (uri.getPath() == null
                                || uri.getPath().isEmpty()
                                || uri.getPath().equals("/"));
        if (uri == null || uri.getHost() == null || !pathless || uri.getPort() > 65535) {
            throw SqlErrors.configuration(
                    "'" + redacted(url) + "' names no server: write jdbc:tidal://HOST:PORT.");
        }
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        return new TidalUrl(Kind.SERVER, uri.getHost(), port, options);
    }

    private static ConnectionOption option(String key) throws SQLException {
        for (ConnectionOption option : ConnectionOption.values()) {
            if (option.isNamed(key)) {
                return option;
            }
        }
        List<String> known = new ArrayList<>();
        for (ConnectionOption option : ConnectionOption.values()) {
            known.add(option.key());
        }
        String nearest =
                Collections.min(
                        known, (a, b) -> Integer.compare(distance(key, a), distance(key, b)));
        String advice =
                distance(key, nearest) <= 2
                        ? " Did you mean '" + nearest + "'?"
                        : " There is "
                                + known.stream().sorted().collect(Collectors.joining(", "))
                                + ".";
        throw SqlErrors.configuration("There is no connection option '" + key + "'." + advice);
    }

    /** Levenshtein's distance over lower-cased text. */
    private static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitution, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    /** The URL without a password in it. */
    static String redacted(String url) {
        return url.replaceAll("(?i);\\s*password\\s*=[^;]*", "");
    }

    public Kind kind() {
        return kind;
    }

    /** The directory, the memory database's name or the server's host. */
    public String location() {
        return location;
    }

    /** The server's port; -1 for a database in this process. */
    public int port() {
        return port;
    }

    /** An option's value, or null where it was not given. */
    public String option(ConnectionOption option) {
        return options.get(option);
    }

    int fetchSize() throws SQLException {
        String text = options.get(ConnectionOption.FETCH_SIZE);
        if (text == null) {
            return DEFAULT_FETCH_SIZE;
        }
        try {
            int size = Integer.parseInt(text);
            if (size >= 1 && size <= MAX_FETCH_SIZE) {
                return size;
            }
        } catch (NumberFormatException e) {
            // Said below, together with numbers out of range.
        }
        throw SqlErrors.configuration(
                "fetch_size is '" + text + "'; it must be 1 to " + MAX_FETCH_SIZE + ".");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TidalUrl
                && kind == ((TidalUrl) other).kind
                && port == ((TidalUrl) other).port
                && location.equals(((TidalUrl) other).location)
                && options.equals(((TidalUrl) other).options);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, location, port, options);
    }

    @Override
    public String toString() {
        switch (kind) {
            case DIRECTORY:
                return PREFIX + location;
            case MEMORY:
                return PREFIX + MEMORY_PREFIX + location;
            default:
                return PREFIX + "//" + location + ":" + port;
        }
    }
}
