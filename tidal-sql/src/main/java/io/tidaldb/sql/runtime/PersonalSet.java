package io.tidaldb.sql.runtime;

/** The sets of items that the store keeps for each user. */
public enum PersonalSet {
    /** Items with an event of a signal that MARKS SEEN. */
    SEEN,
    /** Items with an event of a signal that EXCLUDES. */
    EXCLUDED
}
