package io.tidaldb.column;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Pages of sums in all widths against plain arrays of doubles. */
class CellsTest {
    private static final int ROWS = 2 * Blocks.SIZE;

    /** Some rows of a block get something each. */
    record Addition(int block, List<Integer> rows, int addend) {}

    @Property(tries = 300)
    void integersAreAddedTogetherAsOneByOne(@ForAll("additions") List<Addition> additions) {
        DoubleColumn column = DoubleColumn.ofSums();
        double[] expected = new double[ROWS];
        for (Addition addition : additions) {
            int first = addition.block << Blocks.SHIFT;
            int[] ordinals = addition.rows.stream().mapToInt(row -> first + row).toArray();
            int[] addends = new int[ordinals.length];
            Arrays.fill(addends, addition.addend);
            boolean added =
                    column.addIntegers(addition.block, ordinals, addends, 0, ordinals.length);
            for (int ordinal : ordinals) {
                if (!added && !column.addInteger(ordinal, addition.addend)) {
                    column.add(ordinal, addition.addend);
                }
                expected[ordinal] += addition.addend;
            }
            assertHolds(expected, column);
        }
        for (int block = 0; block < 2; block++) {
            column.tightenBounds(block);
            double[] values = Arrays.copyOfRange(expected, block << 10, block + 1 << 10);
            assertEquals(Arrays.stream(values).min().orElseThrow(), column.min(block));
            assertEquals(Arrays.stream(values).max().orElseThrow(), column.max(block));
            assertEquals(width(values), column.page(block) == null ? 0 : width(column.page(block)));
        }
        assertHolds(expected, column);
    }

    /** How many bytes the widest value needs. */
    private static int width(double[] values) {
        return Arrays.stream(values)
                .filter(value -> value != 0)
                .mapToInt(Cells::width)
                .max()
                .orElse(0);
    }

    private static int width(Object page) {
        return Cells.width(page);
    }

    private static void assertHolds(double[] expected, DoubleColumn column) {
        double[] out = new double[Blocks.SIZE];
        double[] scaled = new double[Blocks.SIZE];
        for (int block = 0; block < 2; block++) {
            double[] values = Arrays.copyOfRange(expected, block << 10, block + 1 << 10);
            column.read(block, Blocks.SIZE, out);
            assertArrayEquals(values, out);
            Object page = column.page(block);
            if (page == null) {
                assertArrayEquals(new double[Blocks.SIZE], values);
                continue;
            }
            int[] rows = {3, 0, 1_023, 500};
            Cells.scale(page, Blocks.SIZE, 0.5, scaled);
            Cells.addScaled(page, Blocks.SIZE, 2, scaled);
            for (int row = 0; row < Blocks.SIZE; row++) {
                assertEquals(2.5 * values[row], scaled[row]);
                assertEquals(values[row], column.value((block << Blocks.SHIFT) + row));
            }
            Cells.scale(page, rows, rows.length, 0.5, scaled);
            Cells.addScaled(page, rows, rows.length, 2, scaled);
            for (int i = 0; i < rows.length; i++) {
                assertEquals(2.5 * values[rows[i]], scaled[i]);
            }
            double min = Arrays.stream(values).min().orElseThrow();
            double max = Arrays.stream(values).max().orElseThrow();
            assertEquals(min, Math.max(min, column.min(block)), "below what is there");
            assertEquals(max, Math.min(max, column.max(block)), "above what is there");
        }
    }

    @Property(tries = 200)
    void positiveFractionsAreAddedTogetherAsOneByOne(
            @ForAll("additions") List<Addition> additions) {
        DoubleColumn column = DoubleColumn.ofSums();
        double[] expected = new double[ROWS];
        for (Addition addition : additions) {
            int first = addition.block << Blocks.SHIFT;
            int[] ordinals = addition.rows.stream().mapToInt(row -> first + row).toArray();
            double[] addends = new double[ordinals.length];
            Arrays.fill(addends, Math.abs((double) addition.addend) / 3);
            column.addPositive(addition.block, ordinals, addends, 0, ordinals.length);
            for (int ordinal : ordinals) {
                expected[ordinal] += addends[0];
            }
        }
        for (int ordinal = 0; ordinal < ROWS; ordinal++) {
            assertEquals(expected[ordinal], column.value(ordinal));
        }
    }

    @Property(tries = 100)
    void nothingButZerosTakesNoPage(@ForAll("additions") List<Addition> additions) {
        DoubleColumn column = DoubleColumn.ofSums();
        List<Integer> touched = new ArrayList<>();
        for (Addition addition : additions) {
            for (int row : addition.rows) {
                touched.add((addition.block << Blocks.SHIFT) + row);
                column.add(touched.getLast(), addition.addend / 2.0);
            }
        }
        touched.forEach(ordinal -> column.set(ordinal, 0));
        for (int block = 0; block < 2; block++) {
            column.tightenBounds(block);
            assertNull(column.page(block));
            assertEquals(0, column.min(block));
            assertEquals(0, column.max(block));
        }
    }

    @Provide
    Arbitrary<List<Addition>> additions() {
        Arbitrary<Integer> addends =
                Arbitraries.oneOf(
                        Arbitraries.integers().between(-100, 100),
                        Arbitraries.integers().between(-40_000, 40_000),
                        Arbitraries.integers());
        return Combinators.combine(
                        Arbitraries.of(0, 1),
                        Arbitraries.integers()
                                .between(0, Blocks.MASK)
                                .list()
                                .uniqueElements()
                                .ofMinSize(1)
                                .ofMaxSize(30),
                        addends)
                .as(Addition::new)
                .list()
                .ofMaxSize(25);
    }
}
