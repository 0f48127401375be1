package io.tidaldb.column;

/** One value per ordinal. Reading an ordinal that was never set gives the column's absent value. */
public sealed interface Column permits NumericColumn, DictionaryColumn, ArrayColumn {
    /** Whether the ordinal's value is NULL or was never set. */
    boolean isNull(int ordinal);

    /** The ordinals of each value, or null where the column does not keep them. */
    default Postings postings() {
        return null;
    }
}
