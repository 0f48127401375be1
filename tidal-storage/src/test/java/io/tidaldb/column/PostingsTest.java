package io.tidaldb.column;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** Postings against the values that they invert. */
class PostingsTest {
    private static final int ROWS = 12_000;
    private static final int BLOCKS = Blocks.count(ROWS);

    /** Sets what is random about a column, and tells its values. */
    private interface Subject {
        Column column();

        void set(int ordinal, Random random);

        void load(int ordinal, Random random);

        void index();

        void forgetRow(int ordinal);

        /** The codes of an ordinal; null for NULL. */
        int[] codes(int ordinal);

        int cardinality();
    }

    @Property(tries = 30, shrinking = ShrinkingMode.OFF)
    void ofStrings(@ForAll long seed) {
        DictionaryColumn column = new DictionaryColumn();
        check(
                seed,
                new Subject() {
                    @Override
                    public Column column() {
                        return column;
                    }

                    @Override
                    public void set(int ordinal, Random random) {
                        column.set(ordinal, string(random));
                    }

                    @Override
                    public void load(int ordinal, Random random) {
                        column.load(ordinal, string(random));
                    }

                    @Override
                    public void index() {
                        column.index();
                    }

                    @Override
                    public void forgetRow(int ordinal) {
                        column.forgetRow(ordinal);
                    }

                    @Override
                    public int[] codes(int ordinal) {
                        return column.isNull(ordinal) ? null : new int[] {column.code(ordinal)};
                    }

                    @Override
                    public int cardinality() {
                        return column.cardinality();
                    }
                });
    }

    @Property(tries = 30, shrinking = ShrinkingMode.OFF)
    void ofArrays(@ForAll long seed) {
        ArrayColumn column = new ArrayColumn();
        check(
                seed,
                new Subject() {
                    @Override
                    public Column column() {
                        return column;
                    }

                    @Override
                    public void set(int ordinal, Random random) {
                        List<String> array = array(random);
                        column.set(ordinal, array);
                        assertEquals(array, values(column, ordinal));
                    }

                    @Override
                    public void load(int ordinal, Random random) {
                        column.load(ordinal, array(random));
                    }

                    @Override
                    public void index() {
                        column.index();
                    }

                    @Override
                    public void forgetRow(int ordinal) {
                        column.forgetRow(ordinal);
                    }

                    @Override
                    public int[] codes(int ordinal) {
                        return column.codes(ordinal);
                    }

                    @Override
                    public int cardinality() {
                        return column.cardinality();
                    }
                });
    }

    @Property(tries = 30, shrinking = ShrinkingMode.OFF)
    void ofBooleans(@ForAll long seed) {
        LongColumn column = LongColumn.ofBooleans();
        check(
                seed,
                new Subject() {
                    @Override
                    public Column column() {
                        return column;
                    }

                    @Override
                    public void set(int ordinal, Random random) {
                        if (random.nextInt(4) == 0) {
                            column.setNull(ordinal);
                        } else {
                            column.set(ordinal, random.nextInt(2));
                        }
                    }

                    @Override
                    public void load(int ordinal, Random random) {
                        if (random.nextInt(4) == 0) {
                            column.loadNull(ordinal);
                        } else {
                            column.load(ordinal, random.nextInt(2));
                        }
                    }

                    @Override
                    public void index() {
                        column.index();
                    }

                    @Override
                    public void forgetRow(int ordinal) {
                        column.forgetRow(ordinal);
                    }

                    @Override
                    public int[] codes(int ordinal) {
                        return column.isNull(ordinal)
                                ? null
                                : new int[] {
                                    LongColumn.FALSE_CODE + (int) column.longValue(ordinal)
                                };
                    }

                    @Override
                    public int cardinality() {
                        return 2;
                    }
                });
    }

    /** One value of half the rows, some of many, and many of few. */
    private static String string(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> null;
            case 1, 2, 3 -> "most";
            case 4, 5 -> "some " + random.nextInt(5);
            default -> "few " + random.nextInt(300);
        };
    }

    private static List<String> array(Random random) {
        if (random.nextInt(8) == 0) {
            return null;
        }
        List<String> strings = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String string = string(random);
            if (string != null) {
                strings.add(string);
            }
        }
        return strings;
    }

    private static List<Object> values(ArrayColumn column, int ordinal) {
        int[] codes = column.codes(ordinal);
        if (codes == null) {
            return null;
        }
        List<Object> values = new ArrayList<>();
        for (int code : codes) {
            assertTrue(column.contains(ordinal, code));
            values.add(column.valueOf(code));
        }
        return values;
    }

    private static void check(long seed, Subject subject) {
        Random random = new Random(seed);
        BitSet rows = new BitSet();
        int loaded = random.nextInt(ROWS);
        for (int i = 0; i < loaded; i++) {
            int ordinal = random.nextInt(ROWS);
            if (!rows.get(ordinal)) {
                subject.load(ordinal, random);
                rows.set(ordinal);
            }
        }
        subject.index();
        BitSet gone = new BitSet();
        for (int i = random.nextInt(2 * ROWS); i > 0; i--) {
            int ordinal = random.nextInt(ROWS);
            if (gone.get(ordinal)) {
                continue;
            }
            if (rows.get(ordinal) && random.nextInt(10) == 0) {
                subject.forgetRow(ordinal);
                gone.set(ordinal);
            } else {
                subject.set(ordinal, random);
                rows.set(ordinal);
            }
        }
        int present = 0;
        BitSet[] expected = new BitSet[subject.cardinality() + 1];
        int[] counts = new int[expected.length];
        for (int code = 0; code < expected.length; code++) {
            expected[code] = new BitSet();
        }
        for (int ordinal = 0; ordinal < ROWS; ordinal++) {
            int[] codes = subject.codes(ordinal);
            if (codes == null) {
                continue;
            }
            expected[0].set(ordinal);
            present += gone.get(ordinal) ? 0 : 1;
            for (int code : codes) {
                if (!expected[code].get(ordinal)) {
                    expected[code].set(ordinal);
                    counts[code] += gone.get(ordinal) ? 0 : 1;
                }
            }
        }
        Postings postings = subject.column().postings();
        assertEquals(present, postings.presentRows());
        for (int code = 0; code < expected.length; code++) {
            BitSet found = new BitSet();
            boolean[] marked = new boolean[BLOCKS];
            postings.mark(code, 0, BLOCKS - 1, marked);
            boolean[] last = new boolean[1];
            postings.mark(code, BLOCKS - 1, 1, last);
            marked[BLOCKS - 1] = last[0];
            for (int block = 0; block < BLOCKS; block++) {
                long[] mask = new long[OrdinalSet.BLOCK_WORDS];
                if (code == 0) {
                    postings.addPresentTo(block, mask);
                } else {
                    postings.addTo(code, block, mask);
                }
                BitSet inBlock = BitSet.valueOf(mask);
                int first = block << Blocks.SHIFT;
                inBlock.stream().forEach(row -> found.set(first + row));
                assertTrue(code == 0 || marked[block] || inBlock.isEmpty());
            }
            assertEquals(expected[code], found);
            assertEquals(code == 0 ? 0 : counts[code], postings.rows(code));
        }
    }

    @Test
    void anUnknownCodeHasNoRows() {
        Postings postings = new DictionaryColumn().postings();
        long[] mask = new long[OrdinalSet.BLOCK_WORDS];
        postings.addTo(7_000, 3, mask);
        boolean[] found = new boolean[1];
        postings.mark(7_000, 0, 1, found);
        assertEquals(0, BitSet.valueOf(mask).cardinality());
        assertTrue(!found[0] && postings.rows(7_000) == 0);
        assertNull(new ArrayColumn().codes(3));
    }

    /** Every row always has one of two values, so whoever asks for both gets every row. */
    @Test
    void readersSeeARowBeforeOrAfterAChange() throws Exception {
        DictionaryColumn column = new DictionaryColumn();
        int rows = 3 * Blocks.SIZE;
        for (int ordinal = 0; ordinal < rows; ordinal++) {
            column.set(ordinal, "even");
        }
        column.set(0, "odd");
        int even = column.codeOf("even");
        int odd = column.codeOf("odd");
        Postings postings = column.postings();
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Integer> reader =
                CompletableFuture.supplyAsync(
                        () -> {
                            int read = 0;
                            while (!done.get() || read == 0) {
                                int stamp = postings.stamp();
                                long[] mask = new long[OrdinalSet.BLOCK_WORDS];
                                postings.addTo(even, 1, mask);
                                postings.addTo(odd, 1, mask);
                                if (postings.isCurrent(stamp)) {
                                    assertEquals(Blocks.SIZE, BitSet.valueOf(mask).cardinality());
                                    read++;
                                }
                            }
                            return read;
                        });
        Random random = new Random(1);
        for (int i = 0; i < 500_000 && !reader.isDone(); i++) {
            column.set(random.nextInt(rows), random.nextInt(3) == 0 ? "odd" : "even");
            if ((i & 63) == 0) {
                Thread.onSpinWait();
            }
        }
        done.set(true);
        assertTrue(reader.get() > 0);
    }
}
