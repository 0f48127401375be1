package io.tidaldb.jdbc;

import java.util.Locale;

/** What may follow the target in a URL as {@code ;key=value}, or stand in the properties. */
public enum ConnectionOption {
    /** The store's clock when this process opens it: system, log, fixed:INSTANT, from:INSTANT. */
    CLOCK("The clock of a database opened in this process: system, log, fixed:I or from:I", true),
    /** Rows per round trip, 1 to 10000. */
    FETCH_SIZE("Rows that one round trip brings, 1 to 10000; 1000 unless told", false),
    /** Who connects. */
    USER("Who connects; there are no accounts yet", false),
    /** The user's secret. */
    PASSWORD("The user's password; there are no accounts yet", false);

    private final String description;
    private final boolean embeddedOnly;

    ConnectionOption(String description, boolean embeddedOnly) {
        this.description = description;
        this.embeddedOnly = embeddedOnly;
    }

    /** Its name in URLs and properties. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
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
