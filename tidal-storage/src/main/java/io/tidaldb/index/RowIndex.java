package io.tidaldb.index;

/** Finds rows by one or some of their columns. One thread writes, any number read. */
public sealed interface RowIndex extends AutoCloseable permits TextRows, VectorRows {
    /**
     * Notes a row, in place of what the ordinal had. For the writer thread.
     *
     * @param bornAt log position of the row's insert
     * @param row the values of all columns; only the indexed ones need be there
     */
    void put(int ordinal, long bornAt, Object[] row);

    /** Forgets a row; nothing happens if it is not there. For the writer thread. */
    void remove(int ordinal);

    /** How many rows are found by it; those that have nothing to be found by are not. */
    long size();

    /** Ends it. What is only in memory is gone. */
    @Override
    void close();
}
