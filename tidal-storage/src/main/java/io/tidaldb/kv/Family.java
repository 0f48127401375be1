package io.tidaldb.kv;

/** The column families of a store. Few, since each costs memory and slows every write down. */
public enum Family {
    /** Single facts about the store: format version, identity, last position. */
    META("meta"),
    /** The log: blocks under the position of their first entry. */
    LOG("log"),
    /** The current rows of all tables. */
    ROWS("rows"),
    /** The current edges of all relationships. */
    EDGES("edges"),
    /** The definitions of all objects. */
    CATALOG("catalog"),
    /** What the log adds up to at one of its positions, so that opening need not read all of it. */
    CHECKPOINT("checkpoint"),
    /** What events that have expired added up to, in place of them. */
    BASES("bases");

    private final String label;

    Family(String label) {
        this.label = label;
    }

    /** Its name on disk and in messages. */
    public String label() {
        return label;
    }
}
