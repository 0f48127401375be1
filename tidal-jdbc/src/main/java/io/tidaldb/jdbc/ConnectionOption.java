package io.tidaldb.jdbc;

import java.util.Locale;

/** What may follow the target in a URL as {@code ;key=value}, or stand in the properties. */
public enum ConnectionOption {
    /** The store's clock when this process opens it: system, log, fixed:INSTANT, from:INSTANT. */
    CLOCK(
            "clock",
            "The clock of a database opened in this process: system, log, fixed:I or from:I",
            true),
    /** When this process opens it: sync, interval:MILLIS or none. */
    DURABILITY(
            "durability",
            "What an acknowledged write has survived: sync (the default), interval:MILLIS or none",
            true),
    /** Where the write-ahead log is, when this process makes the database. */
    WAL_DIR(
            "walDir",
            "A directory for the write-ahead log, to be named when the database is made",
            true),
    /** Where files are that can be made anew, when this process opens the database. */
    CACHE_DIR(
            "cacheDir",
            "A directory for files that can be made anew; within the database's unless told",
            true),
    /** Where health and metrics are served, when this process opens the database. */
    METRICS("metrics", "Where to serve /healthz and /metrics: PORT or HOST:PORT", true),
    /** Rows per round trip, 1 to 10000. */
    FETCH_SIZE(
            "fetch_size", "Rows that one round trip brings, 1 to 10000; 1000 unless told", false),
    /** Who connects. */
    USER("user", "Who connects; there are no accounts yet", false),
    /** The user's secret. */
    PASSWORD("password", "The user's password; there are no accounts yet", false);

    private final String key;
    private final String description;
    private final boolean embeddedOnly;

    ConnectionOption(String key, String description, boolean embeddedOnly) {
        this.key = key;
        this.description = description;
        this.embeddedOnly = embeddedOnly;
    }

    /** Its name in URLs and properties, where case and underscores do not matter. */
    public String key() {
        return key;
    }

    /** Whether a name in a URL or in properties means this. */
    boolean isNamed(String name) {
        return plain(name).equals(plain(key));
    }

    private static String plain(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    /** What it does, in a sentence. */
    public String description() {
        return description;
    }

    /** Whether it concerns only databases that this process opens. */
    public boolean embeddedOnly() {
        return embeddedOnly;
    }
}
