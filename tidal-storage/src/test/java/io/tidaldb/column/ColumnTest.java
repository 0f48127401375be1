package io.tidaldb.column;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

class ColumnTest {
    private static final int ROWS = 3 * Blocks.SIZE;

    /** Null stands for NULL. */
    record Cell(int ordinal, Long value) {}

    @Property(tries = 200)
    void integersAgreeWithAMap(@ForAll("cells") List<Cell> cells) {
        LongColumn column = new LongColumn(2);
        Map<Integer, Double> expected = new HashMap<>();
        for (Cell cell : cells) {
            if (cell.value == null) {
                column.setNull(cell.ordinal);
                expected.remove(cell.ordinal);
            } else {
                column.set(cell.ordinal, cell.value);
                expected.put(cell.ordinal, cell.value / 100.0);
                assertEquals(cell.value, column.longValue(cell.ordinal));
            }
        }
        assertAgrees(expected, column);
    }

    @Property(tries = 200)
    void attributesAgreeWithAMap(@ForAll("cells") List<Cell> cells) {
        DoubleColumn column = DoubleColumn.ofAttributes();
        Map<Integer, Double> expected = new HashMap<>();
        for (Cell cell : cells) {
            column.set(cell.ordinal, cell.value == null ? Double.NaN : cell.value);
            if (cell.value == null) {
                expected.remove(cell.ordinal);
            } else {
                expected.put(cell.ordinal, (double) cell.value);
            }
        }
        assertAgrees(expected, column);
    }

    @Property(tries = 200)
    void sumsAgreeWithAMap(@ForAll("cells") List<Cell> cells) {
        DoubleColumn column = DoubleColumn.ofSums();
        double[] expected = new double[ROWS];
        for (Cell cell : cells) {
            long addend = cell.value == null ? 0 : cell.value >> 20;
            expected[cell.ordinal] += addend;
            assertEquals(expected[cell.ordinal], column.add(cell.ordinal, addend));
        }
        assertSums(expected, column);
        for (int block = 0; block < Blocks.count(ROWS); block++) {
            column.tightenBounds(block);
            assertEquals(
                    Arrays.stream(block(expected, block)).min().orElseThrow(), column.min(block));
            assertEquals(
                    Arrays.stream(block(expected, block)).max().orElseThrow(), column.max(block));
        }
        assertEquals(
                Arrays.stream(expected).map(Math::abs).max().orElseThrow(),
                column.largestMagnitude());
    }

    @Property(tries = 100)
    void scalingMultipliesAndDropsWhatIsNegligible(@ForAll("cells") List<Cell> cells) {
        DoubleColumn column = DoubleColumn.ofSums();
        double[] expected = new double[ROWS];
        for (Cell cell : cells) {
            double value = cell.value == null ? 0 : cell.value;
            column.set(cell.ordinal, value);
            expected[cell.ordinal] = Math.abs(value * 0.5) >= 100 ? value * 0.5 : 0;
        }
        DoubleColumn scaled = column.scaled(0.5, 100);
        assertSums(expected, scaled);
        for (int block = 0; block < Blocks.count(ROWS); block++) {
            boolean empty = Arrays.stream(block(expected, block)).allMatch(value -> value == 0);
            assertEquals(empty, scaled.page(block) == null);
        }
    }

    @Test
    void untouchedColumns() {
        DoubleColumn sums = DoubleColumn.ofSums();
        assertEquals(0, sums.value(12_345));
        assertEquals(0, sums.min(7));
        assertEquals(0, sums.max(7));
        assertFalse(sums.isNull(3));
        DoubleColumn attributes = DoubleColumn.ofAttributes();
        assertTrue(attributes.isNull(3));
        assertTrue(attributes.min(0) > attributes.max(0));
        LongColumn integers = new LongColumn(0);
        assertTrue(integers.isNull(3));
        assertTrue(Double.isNaN(integers.value(3)));
        assertTrue(integers.min(0) > integers.max(0));
        assertNull(new DictionaryColumn().value(3));
    }

    @Test
    void rowsThatWereNeverSetReadAsNull() {
        LongColumn column = new LongColumn(0);
        column.set(1, 0);
        double[] out = new double[Blocks.SIZE];
        column.read(0, 3, out);
        assertArrayEquals(new double[] {Double.NaN, 0, Double.NaN}, Arrays.copyOf(out, 3));
    }

    @Property(tries = 200)
    void dictionaryAgreesWithAMap(@ForAll("cells") List<Cell> cells) {
        DictionaryColumn column = new DictionaryColumn();
        Map<Integer, String> expected = new HashMap<>();
        Map<String, Integer> codes = new HashMap<>();
        for (Cell cell : cells) {
            String text = cell.value == null ? null : "topic " + cell.value % 50;
            column.set(cell.ordinal, text);
            expected.put(cell.ordinal, text);
            if (text != null) {
                codes.putIfAbsent(text, codes.size() + 1);
            }
        }
        for (int ordinal = 0; ordinal < ROWS; ordinal++) {
            assertEquals(expected.get(ordinal), column.value(ordinal));
            assertEquals(expected.get(ordinal) == null, column.isNull(ordinal));
        }
        assertEquals(codes.size(), column.cardinality());
        codes.forEach(
                (text, code) -> {
                    assertEquals(code, column.codeOf(text));
                    assertEquals(text, column.valueOf(code));
                });
        assertEquals(-1, column.codeOf("topic never seen"));
    }

    /** The writer sets each row to its own number, once, and says how far it is. */
    @Test
    void readersSeeRowsBeforeOrAfterTheyAreSet() throws Exception {
        int count = 40_000;
        LongColumn integers = new LongColumn(0);
        DoubleColumn sums = DoubleColumn.ofSums();
        DictionaryColumn strings = new DictionaryColumn();
        AtomicInteger written = new AtomicInteger();
        CompletableFuture<Void> reader =
                CompletableFuture.runAsync(
                        () -> {
                            double[] out = new double[Blocks.SIZE];
                            int seen;
                            do {
                                seen = written.getAcquire();
                                int ahead = Math.min(seen + 30, count);
                                for (int i = Math.max(0, seen - 30); i < ahead; i++) {
                                    check(i, i < seen, integers, sums, strings);
                                }
                                int block = seen >>> Blocks.SHIFT;
                                integers.read(block, Blocks.SIZE, out);
                                for (int row = 0; row < Blocks.SIZE; row++) {
                                    int ordinal = (block << Blocks.SHIFT) + row;
                                    assertTrue(Double.isNaN(out[row]) || out[row] == ordinal + 1);
                                }
                            } while (seen < count);
                        });
        for (int i = 0; i < count; i++) {
            integers.set(i, i + 1);
            sums.add(i, i + 1);
            strings.set(i, "value " + i);
            written.setRelease(i + 1);
        }
        reader.get();
    }

    /** A code must never be looked up in an array of strings from before it was given out. */
    @Test
    void readersOfAGrowingDictionary() throws Exception {
        AtomicReference<DictionaryColumn> current = new AtomicReference<>(new DictionaryColumn());
        CountDownLatch reading = new CountDownLatch(1);
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> reader =
                CompletableFuture.runAsync(
                        () -> {
                            while (!done.get()) {
                                DictionaryColumn column = current.get();
                                for (int i = 13; i < 18; i++) {
                                    String string = column.value(i);
                                    assertTrue(string == null || string.equals("value " + i));
                                }
                                reading.countDown();
                            }
                        });
        reading.await();
        for (int round = 0; round < 100_000; round++) {
            DictionaryColumn column = new DictionaryColumn();
            current.set(column);
            for (int i = 0; i < 20; i++) {
                column.set(i, "value " + i);
            }
        }
        done.set(true);
        reader.get();
    }

    private static void check(
            int i,
            boolean isSet,
            LongColumn integers,
            DoubleColumn sums,
            DictionaryColumn strings) {
        double integer = integers.value(i);
        assertTrue(integer == i + 1 || !isSet && Double.isNaN(integer));
        String string = strings.value(i);
        assertTrue(string == null ? !isSet : string.equals("value " + i));
        double sum = sums.value(i);
        assertTrue(sum == i + 1 || !isSet && sum == 0);
        if (isSet) {
            assertTrue(sums.max(i >>> Blocks.SHIFT) >= i + 1);
            assertTrue(integers.max(i >>> Blocks.SHIFT) >= i + 1);
        }
    }

    private static void assertAgrees(Map<Integer, Double> expected, NumericColumn column) {
        double[] out = new double[Blocks.SIZE];
        for (int block = 0; block < Blocks.count(ROWS); block++) {
            column.read(block, Blocks.SIZE, out);
            for (int row = 0; row < Blocks.SIZE; row++) {
                int ordinal = (block << Blocks.SHIFT) + row;
                double value = expected.getOrDefault(ordinal, Double.NaN);
                assertEquals(value, column.value(ordinal));
                assertEquals(value, out[row]);
                assertEquals(Double.isNaN(value), column.isNull(ordinal));
                if (!Double.isNaN(value)) {
                    assertTrue(column.min(block) <= value && value <= column.max(block));
                }
            }
        }
    }

    private static void assertSums(double[] expected, DoubleColumn column) {
        double[] out = new double[Blocks.SIZE];
        for (int block = 0; block < Blocks.count(ROWS); block++) {
            column.read(block, Blocks.SIZE, out);
            assertArrayEquals(block(expected, block), out);
            for (double value : out) {
                assertTrue(column.min(block) <= value && value <= column.max(block));
            }
        }
    }

    private static double[] block(double[] values, int block) {
        int first = block << Blocks.SHIFT;
        return Arrays.copyOfRange(values, first, first + Blocks.SIZE);
    }

    @Provide
    Arbitrary<List<Cell>> cells() {
        Arbitrary<Integer> ordinals =
                Arbitraries.oneOf(
                        Arbitraries.integers().between(0, 20),
                        Arbitraries.integers().between(0, ROWS - 1));
        Arbitrary<Long> values =
                Arbitraries.oneOf(Arbitraries.longs().between(-1000, 1000), Arbitraries.longs())
                        .injectNull(0.2);
        return Combinators.combine(ordinals, values).as(Cell::new).list().ofMaxSize(200);
    }
}
