package io.tidaldb.store;

import io.tidaldb.error.TidalException;
import io.tidaldb.log.LogBlock;
import io.tidaldb.log.LogReader;

/**
 * Up to which log position a signal's events have expired. Of those its {@link SignalBase} knows
 * what they added up to, and nobody looks for them in the log any more, where they are maybe still,
 * for a while. One thread changes it, any thread reads.
 */
final class Expiry {
    private volatile SignalBase base;
    private volatile long announced;

    /** What the expired events added up to; null where there are none. */
    SignalBase base() {
        return base;
    }

    /** The position up to which all are expired; 0 for none. */
    long position() {
        SignalBase current = base;
        return current == null ? 0 : current.position();
    }

    /**
     * The position up to which none is to be seen or taken back: those that are about to expire go
     * first.
     */
    long hidden() {
        return Math.max(announced, position());
    }

    /** Announces that events are about to expire, or, with 0, that they are not. */
    void announce(long position) {
        announced = position;
    }

    /** Events have expired; the log may be rewritten without them from here on. */
    void expired(SignalBase newBase) {
        base = newBase;
        announced = 0;
    }

    /**
     * Checks what a reader of the log meets that began with a base.
     *
     * @param section of events that are gone
     * @param from the position of the base that it began with
     * @throws SupersededException if there is a newer base, which holds them
     * @throws TidalException DATA_CORRUPTED if there is none
     */
    void requireHeld(LogBlock.Section section, long from) {
        long last = section.position() + section.count() - 1;
        if (last > position()) {
            throw LogReader.damaged(
                    section, "events have expired up to " + last + " that no base holds");
        }
        if (last > from) {
            throw new SupersededException("base at " + from);
        }
    }
}
