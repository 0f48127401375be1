package io.tidaldb.jdbc;

/**
 * What Avatica's protocol has no message for. A statement's warnings, its cancellation and the end
 * of interest in its result are asked for by a fetch at a negative offset; primary keys by a list
 * of tables of a type that no table has. Clients that do not know of these never send them.
 */
public final class ProtocolExtensions {
    /** The warnings of the last execution: rows of one VARCHAR. */
    public static final long WARNINGS = -1;

    /** Stops what the statement runs; the only request that may overtake another one. */
    public static final long CANCEL = -2;

    /** Frees the open result. */
    public static final long CLOSE_RESULT = -3;

    /** The table type that asks for primary keys. */
    public static final String PRIMARY_KEYS = "tidal:primary keys";

    private ProtocolExtensions() {}
}
