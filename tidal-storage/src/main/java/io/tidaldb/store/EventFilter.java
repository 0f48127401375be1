package io.tidaldb.store;

import io.tidaldb.log.IdColumn;
import io.tidaldb.log.LogRecord;

/**
 * Which of a signal's events are wanted; null for any.
 *
 * @param target the key of the row that it is about, {@link Long} or {@link String}
 * @param user the key of the user who caused it, {@link Long} or {@link String}
 */
public record EventFilter(Long eventId, Object target, Object user) {
    public static final EventFilter ALL = new EventFilter(null, null, null);

    boolean matches(LogRecord.EventRun run, int index) {
        return (eventId == null || matches(run.eventIds(), index, eventId))
                && (target == null || matches(run.targets(), index, target))
                && (user == null || matches(run.users(), index, user));
    }

    private static boolean matches(IdColumn ids, int index, Object wanted) {
        if (ids == null || ids.isAbsent(index)) {
            return false;
        }
        return wanted instanceof Long number
                ? ids.holdsLongs() && ids.longAt(index) == number
                : ids.holdsStrings() && wanted.equals(ids.stringAt(index));
    }
}
