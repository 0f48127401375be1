package io.tidaldb.store;

import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.ledger.RetractedEvents;
import io.tidaldb.log.LogBlock;
import io.tidaldb.log.LogReader;
import io.tidaldb.log.LogRecord;

import java.util.Iterator;
import java.util.List;

/**
 * Walks over a signal's events in log order, up to the last one that was applied when it was
 * opened. Repeats that were ignored are not in the log; events about rows deleted since are, and
 * those that were taken back or have expired are passed over. One thread uses it and closes it.
 */
public final class EventCursor implements AutoCloseable {
    private final LogReader reader;
    private final int signal;
    private final RetractedEvents retracted;

    /** The position up to which events have expired. */
    private final long expired;

    private final EventFilter filter;
    private final KnownBy known;
    private final Runnable interruption;
    private Iterator<LogBlock.Section> sections = List.<LogBlock.Section>of().iterator();
    private LogRecord.EventRun run;
    private long firstPosition;
    private int index = -1;

    /**
     * @param retracted the events that were taken back, as far as that was known
     * @param interruption is run now and then, and ends the walk by what it throws
     */
    EventCursor(
            KeyValueStore store,
            Projections.Signal signal,
            RetractedEvents retracted,
            EventFilter filter,
            KnownBy known,
            long last,
            Runnable interruption) {
        this.reader = new LogReader(store, 1, last);
        this.signal = signal.definition().id();
        // After the log was opened, which is rewritten only after that is known.
        this.expired = signal.expiry().hidden();
        this.retracted = retracted;
        this.filter = filter;
        this.known = known;
        this.interruption = interruption;
    }

    /**
     * Moves to the next event; false after the last.
     *
     * @throws io.tidaldb.error.TidalException DATA_CORRUPTED if the log is damaged
     */
    public boolean next() {
        while (true) {
            index++;
            if (run == null || index == run.count()) {
                if (!nextRun()) {
                    run = null;
                    return false;
                }
                index = -1;
            } else if (filter.matches(run, index)
                    && known.event(reader.block().times(), at())
                    && !retracted.contains(position())) {
                return true;
            }
        }
    }

    private boolean nextRun() {
        while (true) {
            while (sections.hasNext()) {
                LogBlock.Section section = sections.next();
                if (section.tag() == LogBlock.EVENTS
                        && section.position() > expired
                        && reader.block().signal(section) == signal) {
                    run = (LogRecord.EventRun) reader.record(section);
                    firstPosition = section.position();
                    return true;
                }
            }
            interruption.run();
            if (!reader.next()) {
                return false;
            }
            if (known.anyOf(reader.block().times())) {
                sections = reader.block().sections().iterator();
            }
        }
    }

    public boolean hasEventId() {
        return run.hasEventId(index);
    }

    /** The event's id; meaningless without {@link #hasEventId}. */
    public long eventId() {
        return run.eventId(index);
    }

    /** The key of the row that it is about, {@link Long} or {@link String}. */
    public Object target() {
        return run.targets().at(index);
    }

    /**
     * The key of the user who caused it, {@link Long} or {@link String}; null for an anonymous one.
     */
    public Object user() {
        return run.user(index);
    }

    public double weight() {
        return run.weight(index);
    }

    /** Its time, in milliseconds since the epoch, UTC. */
    public long at() {
        return run.times()[index];
    }

    /** Its position in the log. */
    public long position() {
        return firstPosition + index;
    }

    @Override
    public void close() {
        reader.close();
    }
}
