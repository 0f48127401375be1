package io.tidaldb.rank;

import io.tidaldb.column.ArrayColumn;
import io.tidaldb.column.Blocks;
import io.tidaldb.column.Column;
import io.tidaldb.column.DictionaryColumn;
import io.tidaldb.column.DoubleColumn;
import io.tidaldb.column.LongColumn;
import io.tidaldb.column.OrdinalSet;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/**
 * A small table of random rows. Values are multiples of a quarter and factors powers of two, so
 * that the order of multiplications does not change a result.
 */
final class Table implements RankedSource {
    static final long NOW = 1_400_000_000_000L;
    static final long HOUR = 3_600_000L;

    final int size;
    final List<DoubleColumn> doubles = new ArrayList<>();
    final List<DoubleColumn> sums = new ArrayList<>();
    final LongColumn whole = new LongColumn(0);
    final LongColumn price = new LongColumn(2);
    final LongColumn createdAt = new LongColumn(0);
    final LongColumn truth = LongColumn.ofBooleans();
    final ArrayColumn tags = new ArrayColumn();
    final ArrayColumn years = new ArrayColumn();
    final DictionaryColumn topic = new DictionaryColumn();
    final DictionaryColumn creator = new DictionaryColumn();
    final BitSet live = new BitSet();
    final BitSet hidden = new BitSet();
    final BitSet blocked = new BitSet();
    final BitSet seen = new BitSet();
    private final int[] keys;
    boolean cancelled;

    Table(Random random, int size) {
        this.size = size;
        this.keys = random.ints().distinct().limit(size).toArray();
        for (int i = 0; i < 2; i++) {
            doubles.add(DoubleColumn.ofAttributes());
            sums.add(DoubleColumn.ofSums());
        }
        // Blocks of different magnitude give the bounds something to prune.
        int magnitude = 1;
        for (int o = 0; o < size; o++) {
            if ((o & Blocks.MASK) == 0) {
                magnitude = 1 + random.nextInt(40);
            }
            int m = magnitude;
            for (DoubleColumn column : doubles) {
                column.set(o, random.nextInt(8) == 0 ? Double.NaN : quarter(random, m));
            }
            for (DoubleColumn column : sums) {
                if (random.nextInt(4) == 0) {
                    column.add(o, quarter(random, m));
                }
            }
            set(random, whole, o, random.nextInt(2 * m) - m);
            set(random, price, o, random.nextInt(400 * m) - 100);
            set(random, createdAt, o, NOW - HOUR * (random.nextInt(200) - 20));
            set(random, truth, o, random.nextInt(2));
            setArrays(random, o);
            topic.set(o, random.nextInt(10) == 0 ? null : "t" + random.nextInt(6));
            creator.set(o, random.nextInt(20) == 0 ? null : "c" + random.nextInt(60));
            live.set(o, random.nextInt(12) != 0);
            hidden.set(o, random.nextInt(30) == 0);
            blocked.set(o, random.nextInt(30) == 0);
            seen.set(o, random.nextInt(3) == 0);
        }
    }

    /** Some rows had other values before. */
    private void setArrays(Random random, int o) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            List<Object> strings = new ArrayList<>();
            List<Object> numbers = new ArrayList<>();
            for (int n = random.nextInt(4); n > 0; n--) {
                strings.add("t" + random.nextInt(6));
                numbers.add((long) random.nextInt(40) - 20);
            }
            tags.set(o, random.nextInt(8) == 0 ? null : strings);
            years.set(o, random.nextInt(8) == 0 ? null : numbers);
        }
    }

    private static void set(Random random, LongColumn column, int ordinal, long value) {
        if (random.nextInt(9) == 0) {
            column.setNull(ordinal);
        } else {
            column.set(ordinal, value);
        }
    }

    static double quarter(Random random, int magnitude) {
        return (random.nextInt(8 * magnitude) - 2 * magnitude) / 4.0;
    }

    List<Column> columns() {
        return List.of(
                whole,
                price,
                createdAt,
                truth,
                tags,
                years,
                topic,
                creator,
                doubles.get(0),
                doubles.get(1));
    }

    /** Whether the row may be returned at all. */
    boolean visible(int ordinal) {
        return live.get(ordinal) && !hidden.get(ordinal) && !blocked.get(ordinal);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public OrdinalSet live() {
        return set(live);
    }

    @Override
    public List<OrdinalSet> excluded() {
        return List.of(set(hidden), set(blocked));
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public int compareKeys(int a, int b) {
        return Integer.compare(keys[a], keys[b]);
    }

    static OrdinalSet set(BitSet members) {
        return new OrdinalSet() {
            @Override
            public boolean contains(int ordinal) {
                return members.get(ordinal);
            }

            @Override
            public int cardinality() {
                return members.cardinality();
            }

            @Override
            public void addTo(int block, long[] bits) {
                int end = (block + 1) << Blocks.SHIFT;
                int start = block << Blocks.SHIFT;
                for (int o = members.nextSetBit(start); o >= 0 && o < end; ) {
                    bits[(o & Blocks.MASK) >>> 6] |= 1L << o;
                    o = members.nextSetBit(o + 1);
                }
            }
        };
    }
}
