package io.tidaldb.log;

/** Something that happened, or a run of events of one signal. Each has a position in the log. */
public sealed interface LogRecord {
    /** How many positions it takes. */
    default int count() {
        return 1;
    }

    /**
     * A row was inserted or replaced.
     *
     * @param table the table's id
     * @param key the encoded key, as {@code io.tidaldb.table.RowKey} writes it
     * @param row the encoded row, as {@code io.tidaldb.table.RowCodec} writes it
     */
    record RowPut(int table, byte[] key, byte[] row) implements LogRecord {}

    /** A row was deleted, and with it its edges and the contributions of its events. */
    record RowDelete(int table, byte[] key) implements LogRecord {}

    /**
     * An edge was added or replaced.
     *
     * @param from the external id of the row it starts from, {@link Long} or {@link String}
     * @param to the external id of the row it leads to, {@link Long} or {@link String}
     * @param at milliseconds since the epoch, UTC
     */
    record EdgePut(int relationship, Object from, Object to, double weight, long at)
            implements LogRecord {}

    /** An edge was removed. */
    record EdgeRemove(int relationship, Object from, Object to) implements LogRecord {}

    /**
     * The definitions changed.
     *
     * @param schema all definitions after the change, as {@code io.tidaldb.store.SchemaCodec}
     *     writes them
     */
    record SchemaChange(byte[] schema) implements LogRecord {}

    /**
     * Events were taken back.
     *
     * @param events them, as they were written
     * @param positions where they are in the log, one each
     * @param unmarked one bit an event, set where its user has no other event of the signal on its
     *     target; null where the signal keeps no sets of items
     */
    record Retraction(EventRun events, long[] positions, long[] unmarked) implements LogRecord {
        @Override
        public int count() {
            return events.count;
        }
    }

    /**
     * Events of one signal, or their retractions, that have expired: nothing is left of them here.
     *
     * @param count how many log positions they took
     */
    record Expired(int signal, int count) implements LogRecord {}

    /**
     * Events of one signal, column by column.
     *
     * @param signal the signal's id
     * @param eventIds integers, absent where an event has none; null where none has one
     * @param targets the rows that the events are about, none absent
     * @param users the users who caused them, absent for anonymous ones; null where all are
     * @param weights one per event; null where all are 1
     * @param times one per event, milliseconds since the epoch, UTC; may be longer than {@code
     *     count}, as may {@code weights}
     * @param unknown one bit an event, set where it named a row that was not there when it was
     *     written; null where none did
     */
    record EventRun(
            int signal,
            int count,
            IdColumn eventIds,
            IdColumn targets,
            IdColumn users,
            double[] weights,
            long[] times,
            long[] unknown)
            implements LogRecord {
        public boolean hasEventId(int index) {
            return eventIds != null && !eventIds.isAbsent(index);
        }

        /** The event's id; meaningless without {@link #hasEventId}. */
        public long eventId(int index) {
            return eventIds.longAt(index);
        }

        /** The same events, some of which name rows that are not there. */
        public EventRun withUnknown(long[] bits) {
            return new EventRun(signal, count, eventIds, targets, users, weights, times, bits);
        }

        /** How many of the events named a row that was not there. */
        public int unknownCount() {
            return Bits.count(unknown);
        }

        public double weight(int index) {
            return weights == null ? 1 : weights[index];
        }

        /** The earliest of its times; {@link Long#MAX_VALUE} without events. */
        public long earliest() {
            long earliest = Long.MAX_VALUE;
            for (int i = 0; i < count; i++) {
                earliest = Math.min(earliest, times[i]);
            }
            return earliest;
        }

        /** The latest of its times; {@link Long#MIN_VALUE} without events. */
        public long latest() {
            long latest = Long.MIN_VALUE;
            for (int i = 0; i < count; i++) {
                latest = Math.max(latest, times[i]);
            }
            return latest;
        }

        /** The user's external id, or null. */
        public Object user(int index) {
            return users == null ? null : users.at(index);
        }
    }
}
