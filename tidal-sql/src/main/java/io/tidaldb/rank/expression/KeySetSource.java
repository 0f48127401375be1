package io.tidaldb.rank.expression;

/** Where a set of keys comes from, known once the statement's parameters are. */
@FunctionalInterface
public interface KeySetSource {
    KeySet bind(Values parameters);

    /** A set of external keys. It must not change what it answers while a statement runs. */
    interface KeySet {
        /** Whether an integer key is in the set. */
        default boolean contains(long key) {
            return false;
        }

        /** Whether a string key is in the set. */
        default boolean contains(String key) {
            return false;
        }
    }
}
