package io.tidaldb.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.column.Blocks;
import io.tidaldb.column.OrdinalSet;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.MemoryStore;
import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.DataType;
import io.tidaldb.schema.DataType.Kind;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.TableKind;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class TableTest {
    private static final TableDefinition DEFINITION =
            new TableDefinition(
                    1,
                    "t",
                    TableKind.ITEM,
                    List.of(
                            column("id", DataType.of(Kind.VARCHAR)),
                            column("few", DataType.of(Kind.VARCHAR)),
                            column("long", DataType.of(Kind.VARCHAR))),
                    List.of(0));

    private static ColumnDefinition column(String name, DataType type) {
        return new ColumnDefinition(name, type, true, ColumnDefinition.NO_REFERENCE, null);
    }

    private static void insert(Table table, MemoryStore store, Object[] row) {
        int ordinal = table.upcomingOrdinal(0);
        ByteWriter bytes = new ByteWriter();
        table.codec().encode(row, bytes);
        store.write(
                new Batch()
                        .put(
                                Family.ROWS,
                                table.rowKey().of(row, 0),
                                new StoredRow(ordinal + 1, ordinal + 1, ordinal, bytes.toByteArray())
                                        .encode()),
                false);
        table.insert(ordinal, row, ordinal + 1);
    }

    @Example
    void columnsOfTooManyOrTooLongStringsAreReadFromTheRows() {
        try (MemoryStore store = new MemoryStore()) {
            Table table = new Table(DEFINITION, store);
            for (int i = 0; i < ResidentColumns.MAX_DISTINCT; i++) {
                insert(table, store, new Object[] {"k" + i, "v" + i % 3, "x"});
            }
            assertNotNull(table.column(0));
            assertNotNull(table.column(2));
            insert(table, store, new Object[] {"more", null, "y".repeat(257)});
            for (Table any : List.of(table, reloaded(store))) {
                int last = any.ordinal("more");
                assertNull(any.column(0));
                assertNotNull(any.column(1));
                assertNull(any.column(2));
                assertEquals("more", any.key(last));
                assertNull(any.value(last, 1));
                assertEquals("y".repeat(257), any.value(last, 2));
                assertEquals("x", any.value(7, 2));
                assertEquals("k7", any.value(7, 0));
                assertEquals("v1", any.row(7)[1]);
                List<Object[]> rows =
                        any.rows(new int[] {3, 999_999, last}, new boolean[] {true, false, false});
                assertEquals("k3", rows.get(0)[0]);
                assertNull(rows.get(0)[2]);
                assertNull(rows.get(1));
                assertEquals("more", rows.get(2)[0]);
                assertEquals(ResidentColumns.MAX_DISTINCT + 1, any.size());
            }
        }
    }

    private static Table reloaded(MemoryStore store) {
        Table table = new Table(DEFINITION, store);
        table.load();
        return table;
    }

    @Property(tries = 100)
    void theKeyIndexIsAMap(@ForAll long seed) {
        Random random = new Random(seed);
        LongKeyIndex index = new LongKeyIndex();
        Map<Long, Integer> expected = new HashMap<>();
        long spread = random.nextBoolean() ? 50 : Long.MAX_VALUE;
        for (int i = 0; i < 2_000; i++) {
            long key =
                    expected.isEmpty() || random.nextInt(3) > 0
                            ? random.nextLong(spread) - spread / 2
                            : expected.keySet().iterator().next();
            if (expected.containsKey(key)) {
                expected.remove(key);
                index.remove(key);
            } else {
                expected.put(key, i);
                index.put(key, i);
            }
            assertEquals(expected.getOrDefault(key, -1), index.get(key));
            index.remove(Long.MIN_VALUE);
        }
        expected.forEach((key, ordinal) -> assertEquals(ordinal, index.get(key)));
        assertEquals(-1, index.get(Long.MIN_VALUE));
    }

    @Property(tries = 50)
    void theLiveSetIsASet(@ForAll long seed) {
        Random random = new Random(seed);
        LiveSet live = new LiveSet();
        BitSet expected = new BitSet();
        for (int i = 0; i < 500; i++) {
            int ordinal = random.nextInt(5 * Blocks.SIZE);
            if (random.nextInt(3) > 0) {
                live.add(ordinal);
                expected.set(ordinal);
            } else {
                live.remove(ordinal);
                expected.clear(ordinal);
            }
        }
        assertEquals(expected.cardinality(), live.cardinality());
        int members = 0;
        for (int block = 0; block < 7; block++) {
            long[] bits = new long[OrdinalSet.BLOCK_WORDS];
            live.addTo(block, bits);
            for (long word : bits) {
                members += Long.bitCount(word);
            }
        }
        assertEquals(expected.cardinality(), members);
        for (int ordinal = 0; ordinal < 6 * Blocks.SIZE; ordinal++) {
            assertEquals(expected.get(ordinal), live.contains(ordinal));
        }
    }
}
