package io.tidaldb.sql.plan;

import io.tidaldb.column.Blocks;
import io.tidaldb.column.Column;
import io.tidaldb.column.LongColumn;
import io.tidaldb.column.OrdinalSet;
import io.tidaldb.rank.RankedSource;
import io.tidaldb.rank.expression.Values;
import io.tidaldb.sql.runtime.StatementContext;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of any origin as a table for the ranking engine: a row's ordinal is its place in the list.
 *
 * @param rows each an array of the input's columns and a place for the score
 * @param key the index of the key, whose order decides between equal scores
 * @param parameters the statement's
 */
record RankedInput(List<Object[]> rows, int key, Hoisted.ContextValues parameters)
        implements RankedSource, Values {
    StatementContext context() {
        return parameters.context();
    }

    @Override
    public Object get(int index) {
        return parameters.get(index);
    }

    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public OrdinalSet live() {
        return new AllRows(rows.size());
    }

    @Override
    public List<OrdinalSet> excluded() {
        return List.of();
    }

    @Override
    public boolean isCancelled() {
        context().checkCancelled();
        return false;
    }

    /** NULL, which an outer join gives, comes last; rows of the same key stay as they came. */
    @Override
    @SuppressWarnings("unchecked")
    public int compareKeys(int ordinal, int other) {
        Object left = rows.get(ordinal)[key];
        Object right = rows.get(other)[key];
        int order =
                left == null || right == null
                        ? Boolean.compare(left == null, right == null)
                        : ((Comparable<Object>) left).compareTo(right);
        return order != 0 ? order : Integer.compare(ordinal, other);
    }

    /** Numbers the different values of a column, so that a cap can count them. */
    Column groups(int column) {
        LongColumn groups = new LongColumn(0);
        Map<Object, Long> numbers = new HashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            Object value = rows.get(i)[column];
            if (value == null) {
                groups.setNull(i);
            } else {
                Long number = numbers.putIfAbsent(value, (long) numbers.size());
                groups.set(i, number == null ? numbers.size() - 1 : number);
            }
        }
        return groups;
    }

    private record AllRows(int size) implements OrdinalSet {
        @Override
        public boolean contains(int ordinal) {
            return ordinal < size;
        }

        @Override
        public int cardinality() {
            return size;
        }

        @Override
        public void addTo(int block, long[] bits) {
            int count = Blocks.rows(block, size);
            for (int row = 0; row < count; row++) {
                bits[row >>> 6] |= 1L << row;
            }
        }
    }
}
