package io.tidaldb.meta;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ids for results that are complete as they are sent and so need no statement here. They are
 * negative, which those of {@link OpenConnection} never are, and differ, since a client may hold
 * several such results.
 */
final class LocalStatements {
    private static final AtomicInteger LAST = new AtomicInteger();

    private LocalStatements() {}

    static int next() {
        return LAST.updateAndGet(id -> id == Integer.MIN_VALUE ? -1 : id - 1);
    }
}
