package io.tidaldb.text;

/** There is no index that could be used where one was to be opened: it has to be made anew. */
public final class UnusableIndexException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** Nothing was ever committed there. */
        ABSENT,
        /** It belongs to someone else, or is none of ours. */
        FOREIGN,
        /** It was made by another release, whose words may be cut differently. */
        OTHER_RELEASE,
        /** It was made with other columns, boosts or another analyzer. */
        OTHER_DEFINITION,
        /** Files are missing, cut off or changed. */
        DAMAGED
    }

    private final Reason reason;

    UnusableIndexException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
