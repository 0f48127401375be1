package io.tidaldb.rank.expression;

/** A condition tested on one row at a time. */
@FunctionalInterface
public interface RowTest {
    /**
     * Whether it holds; null for UNKNOWN.
     *
     * @param now epoch milliseconds
     */
    Boolean test(int ordinal, Values parameters, long now);
}
