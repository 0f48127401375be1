package io.tidaldb.rank;

/**
 * Something about a result that its reader should know; at most one of each kind for a statement,
 * and for {@link Kind#DIVERSITY_RELAXED} one for each relaxed cap.
 *
 * @param rows how many rows it concerns, 1 or more, of those that were scored
 * @param message a sentence with the remedy
 */
public record RankWarning(Kind kind, long rows, String message) {
    /** What kind of thing. */
    public enum Kind {
        /** A term of the score was NULL and counted as 0. */
        MISSING_VALUE,
        /** A term of the score was infinite and counted as 0. */
        NOT_FINITE,
        /** A cap was relaxed because LIMIT could not be filled under it. */
        DIVERSITY_RELAXED
    }
}
