package io.tidaldb.store;

/**
 * Events of a signal that were given up, as they were older than it retains them. What they added
 * up to stays.
 *
 * @param events how many they were
 * @param position the log position of the last one, or a later one; 0 for none
 * @param knownFrom the earliest moment that can still be asked for, in milliseconds since the
 *     epoch: by then all of them were known; 0 without any
 */
public record ExpiredEvents(long events, long position, long knownFrom) {
    static final ExpiredEvents NONE = new ExpiredEvents(0, 0, 0);
}
