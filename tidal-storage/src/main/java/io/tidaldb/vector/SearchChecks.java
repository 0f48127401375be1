package io.tidaldb.vector;

/** What all indexes demand of a search. */
final class SearchChecks {
    private SearchChecks() {}

    static void check(int k, int effort) {
        if (k < 1) {
            throw new IllegalArgumentException("a search is for at least 1 vector, not " + k);
        }
        if (effort < 1) {
            throw new IllegalArgumentException("a search's effort is at least 1, not " + effort);
        }
    }

    static void checkOrdinal(int ordinal) {
        if (ordinal < 0 || ordinal == Integer.MAX_VALUE) {
            throw new IllegalArgumentException(ordinal + " is no ordinal");
        }
    }
}
