package io.tidaldb.sql.runtime;

import java.util.BitSet;

/**
 * Candidates that no index was searched for: an item's partners, and rows of which something is
 * true for the statement's user. For one thread.
 */
public final class OtherCandidates {
    private final BitSet ofEvents;
    private final BitSet ofColumns;
    private final SourceScores related;

    /** None. */
    public OtherCandidates() {
        this(new BitSet(), new BitSet(), new SourceScores());
    }

    private OtherCandidates(BitSet ofEvents, BitSet ofColumns, SourceScores related) {
        this.ofEvents = ofEvents;
        this.ofColumns = ofColumns;
        this.related = related;
    }

    /** Adds a row that is a candidate by what users did with it, whatever its columns hold. */
    public void addByEvents(int ordinal) {
        ofEvents.set(ordinal);
    }

    /** Adds a row that may be a candidate by what its columns hold. */
    public void addByColumns(int ordinal) {
        ofColumns.set(ordinal);
    }

    /**
     * Adds a partner of the item that RELATED ITEM names, those of the best scores first.
     *
     * @param score from 0 to 1
     */
    public void relate(int ordinal, double score) {
        ofEvents.set(ordinal);
        related.add(ordinal, score);
    }

    /** Whether there are none. */
    boolean isEmpty() {
        return ofEvents.isEmpty() && ofColumns.isEmpty();
    }

    /** All of them. */
    BitSet rows() {
        BitSet rows = (BitSet) ofEvents.clone();
        rows.or(ofColumns);
        return rows;
    }

    /** The partners in the order of their scores. */
    SourceScores related() {
        return related;
    }

    /**
     * The same of newer versions of some rows.
     *
     * @param written what is not to count any more
     * @param changed those of them that count again
     * @param byColumns those of these that are candidates by what their columns hold now
     */
    OtherCandidates with(BitSet written, int[] changed, BitSet byColumns) {
        BitSet gone = (BitSet) written.clone();
        for (int ordinal : changed) {
            gone.clear(ordinal);
        }
        BitSet events = (BitSet) ofEvents.clone();
        events.andNot(gone);
        BitSet columns = (BitSet) ofColumns.clone();
        columns.andNot(written);
        columns.or(byColumns);
        return new OtherCandidates(events, columns, related.without(gone));
    }
}
