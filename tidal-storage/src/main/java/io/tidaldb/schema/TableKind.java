package io.tidaldb.schema;

/** The part a table plays in ranking. */
public enum TableKind {
    /** Things that are ranked: posts, videos, products. */
    ITEM,
    /** People for whom is ranked. */
    USER,
    /** Those who make items. */
    CREATOR,
    /** Auxiliary data that takes no part in ranking. */
    PLAIN
}
