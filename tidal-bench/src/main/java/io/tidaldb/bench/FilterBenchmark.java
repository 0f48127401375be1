package io.tidaldb.bench;

import io.tidaldb.column.ArrayColumn;
import io.tidaldb.column.Blocks;
import io.tidaldb.column.DictionaryColumn;
import io.tidaldb.column.LongColumn;
import io.tidaldb.column.OrdinalSet;
import io.tidaldb.rank.FilterScan;
import io.tidaldb.rank.RankedSource;
import io.tidaldb.rank.expression.ComparisonOperator;
import io.tidaldb.rank.expression.LongOperand;
import io.tidaldb.rank.expression.Predicate;
import io.tidaldb.rank.expression.TextOperand;
import io.tidaldb.rank.expression.Values;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What a filter costs per row of a table of a million, for each kind of condition, where 50, 10, 1
 * and 0.1 % of the rows pass: counting them all by the ranking engine, and beside it by a loop over
 * an array of codes.
 */
final class FilterBenchmark {
    private static final int ROWS = 1_000_000;
    private static final double[] SHARES = {0.5, 0.1, 0.01, 0.001};
    private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(700);
    private static final long MEASURED_NANOS = TimeUnit.MILLISECONDS.toNanos(1_300);

    private final PrintStream out;

    /** Per share a value that so many rows have; the others have one of many. */
    private final DictionaryColumn[] strings = new DictionaryColumn[SHARES.length];

    private final ArrayColumn[] arrays = new ArrayColumn[SHARES.length];
    private final LongColumn[] truths = new LongColumn[SHARES.length];
    private final DictionaryColumn[] optional = new DictionaryColumn[SHARES.length];

    /** 0 to a million in random order, and in the order of rows. */
    private final LongColumn scattered = new LongColumn(0);

    private final LongColumn ascending = new LongColumn(0);
    private final int[][] codes = new int[SHARES.length][ROWS];

    FilterBenchmark(PrintStream out) {
        this.out = out;
        SplittableRandom random = new SplittableRandom(1);
        for (int s = 0; s < SHARES.length; s++) {
            strings[s] = new DictionaryColumn();
            arrays[s] = new ArrayColumn();
            truths[s] = LongColumn.ofBooleans();
            optional[s] = new DictionaryColumn();
            for (int row = 0; row < ROWS; row++) {
                boolean passes = random.nextDouble() < SHARES[s];
                String other = "other " + random.nextInt(1_000);
                strings[s].set(row, passes ? "jazz" : other);
                arrays[s].set(row, passes ? List.of(other, "jazz") : List.of(other));
                truths[s].set(row, passes ? 1 : 0);
                optional[s].set(row, passes ? null : other);
                codes[s][row] = strings[s].code(row);
            }
        }
        for (int row = 0; row < ROWS; row++) {
            scattered.set(row, random.nextInt(ROWS));
            ascending.set(row, row);
        }
    }

    void run() {
        out.printf("%nFilters over %,d rows, ns a row that is a candidate%n", ROWS);
        out.printf("%-44s", "");
        for (double share : SHARES) {
            out.printf(Locale.ROOT, "%10s", 100 * share + " %");
        }
        out.println();
        kinds().forEach(this::measure);
        for (int s = 0; s < SHARES.length; s++) {
            int share = s;
            int wanted = strings[s].codeOf("jazz");
            print(s == 0 ? "a loop over an array of codes" : null, time(() -> loop(share, wanted)));
        }
        out.println();
    }

    private Map<String, List<Predicate>> kinds() {
        Map<String, List<Predicate>> kinds = new LinkedHashMap<>();
        for (int s = 0; s < SHARES.length; s++) {
            long limit = (long) (SHARES[s] * ROWS);
            Predicate equal = text(strings[s], "jazz");
            Predicate contains =
                    new Predicate.ContainsText(
                            arrays[s], List.of(new TextOperand.Constant("jazz")));
            Predicate truth =
                    new Predicate.LongComparison(
                            ComparisonOperator.EQUAL, truths[s], new LongOperand.Constant(1));
            add(kinds, "string = 'jazz'", equal);
            add(
                    kinds,
                    "string IN of 3",
                    new Predicate.TextIn(
                            strings[s],
                            List.of(
                                    new TextOperand.Constant("jazz"),
                                    new TextOperand.Constant("other 1"),
                                    new TextOperand.Constant("other 2"))));
            add(kinds, "string <> 'jazz'", new Predicate.Not(equal));
            add(kinds, "string IS NULL", new Predicate.IsNull(optional[s]));
            add(kinds, "boolean", truth);
            add(kinds, "array CONTAINS 'jazz'", contains);
            add(kinds, "array NOT CONTAINS 'jazz'", new Predicate.Not(contains));
            add(kinds, "number < x, in random order", below(scattered, limit));
            add(kinds, "number < x, in the order of rows", below(ascending, limit));
            add(kinds, "string AND array", new Predicate.And(List.of(equal, contains)));
            add(kinds, "string OR array", new Predicate.Or(List.of(equal, contains)));
            add(
                    kinds,
                    "array AND random number of 50 %",
                    new Predicate.And(List.of(below(scattered, ROWS / 2), contains)));
            add(
                    kinds,
                    "boolean AND NOT string AND ordered number",
                    new Predicate.And(
                            List.of(truth, new Predicate.Not(equal), below(ascending, limit))));
        }
        return kinds;
    }

    private static void add(Map<String, List<Predicate>> kinds, String kind, Predicate predicate) {
        kinds.computeIfAbsent(kind, k -> new ArrayList<>()).add(predicate);
    }

    private static Predicate text(DictionaryColumn column, String value) {
        return new Predicate.TextComparison(
                ComparisonOperator.EQUAL, column, new TextOperand.Constant(value));
    }

    private static Predicate below(LongColumn column, long limit) {
        return new Predicate.LongComparison(
                ComparisonOperator.LESS, column, new LongOperand.Constant(limit));
    }

    private void measure(String kind, List<Predicate> predicates) {
        for (int s = 0; s < predicates.size(); s++) {
            FilterScan scan = new FilterScan(predicates.get(s));
            print(s == 0 ? kind : null, time(() -> scan.count(AllRows.INSTANCE, Values.NONE, 0)));
        }
        out.println();
    }

    private void print(String kind, double nanos) {
        if (kind != null) {
            out.printf("%-44s", kind);
        }
        out.printf(Locale.ROOT, "%10.3f", nanos / ROWS);
    }

    private long loop(int share, int wanted) {
        int count = 0;
        for (int code : codes[share]) {
            count += code == wanted ? 1 : 0;
        }
        return count;
    }

    /** The median time of one call in nanoseconds. */
    private static double time(LongSupplier counted) {
        long expected = counted.getAsLong();
        long warm = System.nanoTime() + WARM_UP_NANOS;
        while (System.nanoTime() < warm) {
            check(expected, counted.getAsLong());
        }
        List<Long> times = new ArrayList<>();
        long end = System.nanoTime() + MEASURED_NANOS;
        for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
            check(expected, counted.getAsLong());
            times.add(System.nanoTime() - start);
        }
        long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static void check(long expected, long counted) {
        if (counted != expected) {
            throw new IllegalStateException("counted " + counted + " and not " + expected);
        }
    }

    /** A table in which every ordinal has a row. */
    private enum AllRows implements RankedSource {
        INSTANCE;

        @Override
        public int size() {
            return ROWS;
        }

        @Override
        public OrdinalSet live() {
            return new OrdinalSet() {
                @Override
                public boolean contains(int ordinal) {
                    return ordinal < ROWS;
                }

                @Override
                public int cardinality() {
                    return ROWS;
                }

                @Override
                public void addTo(int block, long[] bits) {
                    if (Blocks.rows(block, ROWS) == Blocks.SIZE) {
                        Arrays.fill(bits, -1L);
                        return;
                    }
                    for (int row = 0; row < Blocks.rows(block, ROWS); row++) {
                        bits[row >>> 6] |= 1L << row;
                    }
                }
            };
        }

        @Override
        public List<OrdinalSet> excluded() {
            return List.of();
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public int compareKeys(int ordinal, int other) {
            return Integer.compare(ordinal, other);
        }
    }
}
