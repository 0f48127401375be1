package io.tidaldb.table;

import io.tidaldb.column.Blocks;
import io.tidaldb.schema.DataType;
import io.tidaldb.schema.TableDefinition;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** From keys to ordinals and back, in the form that suits the table's primary key. */
sealed interface KeyIndex {
    /** The ordinal of a key, or -1. */
    int ordinal(Object key);

    /** The ordinal of an integer key, or -1. */
    default int ordinal(long key) {
        return ordinal((Object) key);
    }

    /** The ordinals of the first integer keys of an array, -1 where there is none. */
    default void ordinals(long[] keys, int count, int[] ordinals) {
        for (int i = 0; i < count; i++) {
            ordinals[i] = ordinal(keys[i]);
        }
    }

    int compare(int left, int right);

    /** Writer only. */
    void put(int ordinal, Object[] row);

    /** Writer only. */
    void remove(int ordinal);

    static KeyIndex of(TableDefinition table, RowKey rowKey) {
        List<Integer> key = table.primaryKey();
        if (key.isEmpty()) {
            return new Keyless();
        }
        if (key.size() == 1) {
            DataType.Kind kind = table.keyColumn().type().kind();
            switch (kind) {
                case TINYINT, SMALLINT, INTEGER, BIGINT -> {
                    return new Integers(key.getFirst());
                }
                case VARCHAR -> {
                    return new Strings(key.getFirst());
                }
                default -> {}
            }
        }
        return new Encoded(rowKey, key.size() == 1);
    }

    /** Values by ordinal in pages; readers see what was stored before the row went live. */
    final class Pages<T> {
        private volatile Object[][] pages = {};

        @SuppressWarnings("unchecked")
        T get(int ordinal) {
            Object[][] current = pages;
            int block = ordinal >>> Blocks.SHIFT;
            return block < current.length && current[block] != null
                    ? (T) current[block][ordinal & Blocks.MASK]
                    : null;
        }

        void set(int ordinal, T value) {
            int block = ordinal >>> Blocks.SHIFT;
            Object[][] current = pages;
            if (block >= current.length) {
                current = Arrays.copyOf(current, Math.max(block + 1, current.length * 2));
            }
            if (current[block] == null) {
                current[block] = new Object[Blocks.SIZE];
            }
            current[block][ordinal & Blocks.MASK] = value;
            pages = current;
        }
    }

    /** One integer column. */
    final class Integers implements KeyIndex {
        private final int column;
        private final LongKeyIndex index = new LongKeyIndex();
        private volatile long[][] keys = {};

        Integers(int column) {
            this.column = column;
        }

        long key(int ordinal) {
            return keys[ordinal >>> Blocks.SHIFT][ordinal & Blocks.MASK];
        }

        @Override
        public int ordinal(Object key) {
            return key instanceof Number number
                            && (number instanceof Long
                                    || number instanceof Integer
                                    || number instanceof Short
                                    || number instanceof Byte)
                    ? index.get(number.longValue())
                    : -1;
        }

        @Override
        public int ordinal(long key) {
            return index.get(key);
        }

        @Override
        public void ordinals(long[] keys, int count, int[] ordinals) {
            index.get(keys, count, ordinals);
        }

        @Override
        public int compare(int left, int right) {
            return Long.compare(key(left), key(right));
        }

        @Override
        public void put(int ordinal, Object[] row) {
            long key = ((Number) row[column]).longValue();
            int block = ordinal >>> Blocks.SHIFT;
            long[][] current = keys;
            if (block >= current.length) {
                current = Arrays.copyOf(current, Math.max(block + 1, current.length * 2));
            }
            if (current[block] == null) {
                current[block] = new long[Blocks.SIZE];
            }
            current[block][ordinal & Blocks.MASK] = key;
            keys = current;
            index.put(key, ordinal);
        }

        @Override
        public void remove(int ordinal) {
            index.remove(key(ordinal));
        }
    }

    /** One string column. */
    final class Strings implements KeyIndex {
        private final int column;
        private final ConcurrentHashMap<String, Integer> index = new ConcurrentHashMap<>();
        private final Pages<String> keys = new Pages<>();

        Strings(int column) {
            this.column = column;
        }

        String key(int ordinal) {
            return keys.get(ordinal);
        }

        @Override
        public int ordinal(Object key) {
            return key instanceof String text ? index.getOrDefault(text, -1) : -1;
        }

        @Override
        public int compare(int left, int right) {
            return key(left).compareTo(key(right));
        }

        @Override
        public void put(int ordinal, Object[] row) {
            String key = (String) row[column];
            keys.set(ordinal, key);
            index.put(key, ordinal);
        }

        @Override
        public void remove(int ordinal) {
            index.remove(key(ordinal));
        }
    }

    /** Several columns, or one of another type: the key as {@link RowKey} encodes it. */
    final class Encoded implements KeyIndex {
        private final RowKey rowKey;
        private final boolean single;
        private final ConcurrentHashMap<ByteBuffer, Integer> index = new ConcurrentHashMap<>();
        private final Pages<byte[]> keys = new Pages<>();

        Encoded(RowKey rowKey, boolean single) {
            this.rowKey = rowKey;
            this.single = single;
        }

        byte[] key(int ordinal) {
            return keys.get(ordinal);
        }

        @Override
        public int ordinal(Object key) {
            List<?> values = single ? List.of(key) : (List<?>) key;
            return index.getOrDefault(ByteBuffer.wrap(rowKey.ofValues(values)), -1);
        }

        @Override
        public int compare(int left, int right) {
            return Arrays.compareUnsigned(keys.get(left), keys.get(right));
        }

        @Override
        public void put(int ordinal, Object[] row) {
            byte[] key = rowKey.of(row, 0);
            keys.set(ordinal, key);
            index.put(ByteBuffer.wrap(key), ordinal);
        }

        @Override
        public void remove(int ordinal) {
            index.remove(ByteBuffer.wrap(keys.get(ordinal)));
        }
    }

    /** No primary key: rows cannot be found by key and order as they came. */
    final class Keyless implements KeyIndex {
        @Override
        public int ordinal(Object key) {
            return -1;
        }

        @Override
        public int compare(int left, int right) {
            return Integer.compare(left, right);
        }

        @Override
        public void put(int ordinal, Object[] row) {}

        @Override
        public void remove(int ordinal) {}
    }
}
