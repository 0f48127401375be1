package io.tidaldb.oracle;

import io.tidaldb.store.EventCursor;

/**
 * An event.
 *
 * @param id its identity, or null
 * @param target key of the row that it is about
 * @param user key of the user who caused it, or null
 * @param at milliseconds since the epoch
 */
public record Event(Long id, Object target, Object user, double weight, long at) {
    /** The event at which a cursor stands. */
    static Event at(EventCursor cursor) {
        return new Event(
                cursor.hasEventId() ? cursor.eventId() : null,
                cursor.target(),
                cursor.user(),
                cursor.weight(),
                cursor.at());
    }
}
