package io.tidaldb.session;

import java.util.Iterator;
import java.util.List;

/**
 * A query's result, read once from front to back. Values are in the engine's representation: DATE
 * an Integer of days and TIME an Integer of milliseconds, TIMESTAMP a Long of milliseconds since
 * the epoch in UTC, arrays and vectors a List, VARBINARY a byte[], everything else its usual Java
 * type.
 */
public interface Rows extends Iterator<Object[]>, AutoCloseable {
    /** What the statement wants its caller to know; complete once every row was read. */
    List<String> warnings();

    @Override
    void close();
}
