package io.tidaldb.checkpoint;

/**
 * A place in the log and what is to be known of all that comes before it.
 *
 * @param position that of the last entry
 * @param newestEvent the newest time of all events up to there; {@link Long#MIN_VALUE} for none
 * @param committed the store's moment of the last commit; {@link Long#MAX_VALUE} where that is not
 *     known
 * @param logBytes how long all blocks up to there were when they were written; 0 where that is not
 *     known
 */
public record LogPlace(long position, long newestEvent, long committed, long logBytes) {
    /** Before the first entry. */
    public static final LogPlace BEGINNING = new LogPlace(0, Long.MIN_VALUE, 0, 0);

    /**
     * The moment from which on all of it was known, by the store's clock or by the events' own
     * times.
     */
    public long known() {
        return Math.max(committed, newestEvent);
    }
}
