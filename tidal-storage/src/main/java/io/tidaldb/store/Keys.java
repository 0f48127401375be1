package io.tidaldb.store;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.DataType;
import io.tidaldb.table.Table;

/** External ids as events and edges name them: {@link Long} or {@link String}. */
final class Keys {
    private Keys() {}

    /**
     * A key in the one form that the log, the edges and the indexes use.
     *
     * @param what who names it, for the message
     * @throws TidalException TYPE_MISMATCH if the table's keys are of another kind
     */
    static Object normal(Table table, Object key, String what) {
        if (table.hasLongKey()) {
            switch (key) {
                case Long value -> {
                    return value;
                }
                case Integer value -> {
                    return value.longValue();
                }
                case Short value -> {
                    return value.longValue();
                }
                case Byte value -> {
                    return value.longValue();
                }
                case null, default -> {}
            }
        } else if (key instanceof String && hasStringKey(table)) {
            return key;
        }
        throw mismatch(table, what, key == null ? "NULL" : key.getClass().getSimpleName());
    }

    static boolean hasStringKey(Table table) {
        return table.definition().primaryKey().size() == 1
                && table.definition().keyColumn().type().kind() == DataType.Kind.VARCHAR;
    }

    /** The key of a row that is there, in the same form. */
    static Object of(Table table, int ordinal) {
        return table.hasLongKey() ? (Object) table.longKey(ordinal) : table.key(ordinal);
    }

    static TidalException mismatch(Table table, String what, String got) {
        return new TidalException(
                ErrorCode.TYPE_MISMATCH,
                what
                        + ": rows of "
                        + table.definition().name()
                        + " are named by "
                        + (table.hasLongKey() ? "an integer" : "a string")
                        + ", not by "
                        + got);
    }

    static TidalException unknown(Table table, String what, Object key, int index) {
        return new TidalException(
                ErrorCode.UNKNOWN_ENTITY,
                what
                        + ": there is no row "
                        + key
                        + " in "
                        + table.definition().name()
                        + WriteLimits.nth(index));
    }
}
