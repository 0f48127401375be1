package io.tidaldb.rank;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.column.DictionaryColumn;
import io.tidaldb.column.DoubleColumn;
import io.tidaldb.column.LongColumn;
import io.tidaldb.column.OrdinalSet;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.rank.diversity.Cap;
import io.tidaldb.rank.expression.ArithmeticOperator;
import io.tidaldb.rank.expression.ComparisonOperator;
import io.tidaldb.rank.expression.Expression;
import io.tidaldb.rank.expression.LongOperand;
import io.tidaldb.rank.expression.MeasureSource.BoundMeasure;
import io.tidaldb.rank.expression.Predicate;
import io.tidaldb.rank.expression.UnaryFunction;
import io.tidaldb.rank.expression.Values;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

class RankedScanTest {
    private static final long DAY = 86_400_000L;

    private final DoubleColumn likes = DoubleColumn.ofSums();
    private final DoubleColumn rating = DoubleColumn.ofAttributes();
    private final DictionaryColumn topic = new DictionaryColumn();

    private static RankedSource rows(int size) {
        BitSet live = new BitSet();
        live.set(0, size);
        return source(size, live, new AtomicBoolean());
    }

    private static RankedSource source(int size, BitSet live, AtomicBoolean cancelled) {
        OrdinalSet set = Table.set(live);
        return new RankedSource() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public OrdinalSet live() {
                return set;
            }

            @Override
            public List<OrdinalSet> excluded() {
                return List.of();
            }

            @Override
            public boolean isCancelled() {
                return cancelled.get();
            }

            @Override
            public int compareKeys(int ordinal, int other) {
                return Integer.compare(ordinal, other);
            }
        };
    }

    private static RankedScan scan(Expression score) {
        return new RankedScan(new RankedQuery(Predicate.TRUE, score, List.of(), false));
    }

    private static Expression measure(DoubleColumn column, double factor) {
        return new Expression.Measure((now, p) -> new BoundMeasure(column, factor));
    }

    private static Expression sum(Expression left, Expression right) {
        return new Expression.Arithmetic(ArithmeticOperator.ADD, left, right);
    }

    private void rate(double... values) {
        for (int o = 0; o < values.length; o++) {
            rating.set(o, values[o]);
        }
    }

    @Test
    void aMissingTermCountsAsZeroAndIsReported() {
        rate(5, Double.NaN, 7);
        likes.add(1, 6);
        RankedResult result =
                scan(sum(measure(likes, 1), new Expression.Attribute(rating)))
                        .run(rows(3), Values.NONE, 0, 0, 10);
        assertArrayEquals(new int[] {2, 1, 0}, result.ordinals());
        assertArrayEquals(new double[] {7, 6, 5}, result.scores());
        assertEquals(1, result.warnings().size());
        assertEquals(RankWarning.Kind.MISSING_VALUE, result.warnings().getFirst().kind());
        assertEquals(1, result.warnings().getFirst().rows());
    }

    @Test
    void coalesceSeesNullInsideAScore() {
        rate(5, Double.NaN, 7);
        Expression score =
                new Expression.Coalesce(
                        List.of(new Expression.Attribute(rating), new Expression.Constant(6)));
        RankedResult result = scan(score).run(rows(3), Values.NONE, 0, 0, 10);
        assertArrayEquals(new double[] {7, 6, 5}, result.scores());
        assertEquals(List.of(), result.warnings());
    }

    @Test
    void anInfiniteTermCountsAsZeroAndIsReported() {
        rate(0, 1, 2);
        Expression ratio =
                new Expression.Arithmetic(
                        ArithmeticOperator.DIVIDE,
                        new Expression.Constant(1),
                        new Expression.Attribute(rating));
        Expression logarithm =
                new Expression.Unary(UnaryFunction.LN, new Expression.Attribute(rating));
        RankedResult result = scan(sum(ratio, logarithm)).run(rows(3), Values.NONE, 0, 0, 10);
        assertEquals(0, result.scores()[2]);
        assertEquals(0, result.ordinals()[2]);
        assertEquals(RankWarning.Kind.NOT_FINITE, result.warnings().getFirst().kind());
        assertEquals(1, result.warnings().getFirst().rows());
    }

    @Test
    void equalScoresComeInTheOrderOfTheirKeys() {
        RankedResult result = scan(measure(likes, 1)).run(rows(5_000), Values.NONE, 0, 3, 4);
        assertArrayEquals(new int[] {3, 4, 5, 6}, result.ordinals());
    }

    @Test
    void blocksThatCannotWinAreNotVisited() {
        for (int o = 0; o < 100_000; o++) {
            likes.add(o, o / 1024);
        }
        RankedResult result = scan(measure(likes, 1)).run(rows(100_000), Values.NONE, 0, 0, 10);
        assertEquals(98, result.statistics().blocks());
        assertEquals(1, result.statistics().blocksVisited());
    }

    @Test
    void freshnessHalvesWithEachHalfLife() {
        LongColumn created = new LongColumn(0);
        Random random = new Random(7);
        long now = 1_700_000_000_000L;
        int size = 2_000;
        for (int o = 0; o < size; o++) {
            created.set(o, now - (long) (random.nextDouble() * 2_000 * DAY) + DAY);
        }
        created.setNull(1);
        Expression freshness =
                new Expression.Freshness(
                        new Expression.Attribute(created),
                        new Expression.Parameter(0),
                        new Expression.Now());
        int[] ordinals = IntStream.range(0, size).toArray();
        double[] values =
                new ExpressionReader(freshness).read(ordinals, size, index -> 2 * DAY, now);
        assertTrue(Double.isNaN(values[1]));
        for (int o = 2; o < size; o++) {
            double age = (now - created.value(o)) / (2.0 * DAY);
            double expected = age <= 0 ? 1 : Math.pow(2, -age);
            assertEquals(expected, values[o], expected * 1e-12);
        }
        assertInvalid(ErrorCode.INVALID_VALUE, freshness, index -> 0);
        assertInvalid(ErrorCode.INVALID_VALUE, freshness, index -> -5L);
    }

    @Test
    void badParametersAreRefused() {
        Expression parameter = new Expression.Parameter(0);
        assertInvalid(ErrorCode.INVALID_VALUE, parameter, index -> Double.NaN);
        assertInvalid(ErrorCode.INVALID_VALUE, parameter, index -> Float.NEGATIVE_INFINITY);
        assertInvalid(ErrorCode.TYPE_MISMATCH, parameter, index -> "five");
        assertInvalid(ErrorCode.MISSING_PARAMETER, parameter, Values.NONE);
    }

    private static void assertInvalid(ErrorCode code, Expression score, Values parameters) {
        RankedScan scan = scan(score);
        TidalException error =
                assertThrows(TidalException.class, () -> scan.run(rows(3), parameters, 0, 0, 10));
        assertEquals(code, error.code());
    }

    @Test
    void aCapMustBeAWholePositiveNumber() {
        for (Object max : new Object[] {0, -1L, 1.5, null, new BigDecimal("1e12")}) {
            RankedScan scan =
                    new RankedScan(
                            new RankedQuery(
                                    Predicate.TRUE,
                                    measure(likes, 1),
                                    List.of(
                                            new Cap(
                                                    "topic",
                                                    topic,
                                                    new LongOperand.Parameter(0, 0))),
                                    false));
            TidalException error =
                    assertThrows(TidalException.class, () -> scan.run(rows(3), i -> max, 0, 0, 10));
            assertEquals(ErrorCode.INVALID_VALUE, error.code());
            assertTrue(error.getMessage().contains("topic"), error.getMessage());
        }
    }

    @Test
    void aRelaxedCapIsReported() {
        for (int o = 0; o < 10; o++) {
            topic.set(o, o < 8 ? "news" : "art");
            likes.add(o, 100 - o);
        }
        List<Cap> caps = List.of(new Cap("topic", topic, new LongOperand.Constant(2)));
        RankedQuery relaxed = new RankedQuery(Predicate.TRUE, measure(likes, 1), caps, false);
        RankedResult result = new RankedScan(relaxed).run(rows(10), Values.NONE, 0, 0, 6);
        assertArrayEquals(new int[] {0, 1, 8, 9, 2, 3}, result.ordinals());
        RankWarning warning = result.warnings().getFirst();
        assertEquals(RankWarning.Kind.DIVERSITY_RELAXED, warning.kind());
        assertEquals(2, warning.rows());
        RankedQuery strict = new RankedQuery(Predicate.TRUE, measure(likes, 1), caps, true);
        RankedResult shorter = new RankedScan(strict).run(rows(10), Values.NONE, 0, 0, 6);
        assertArrayEquals(new int[] {0, 1, 8, 9}, shorter.ordinals());
        assertEquals(List.of(), shorter.warnings());
    }

    @Test
    void rowTestsRunOnlyForRowsThatWouldBeReturned() {
        for (int o = 0; o < 50_000; o++) {
            likes.add(o, o % 1024);
        }
        Predicate even = new Predicate.PerRow((o, p, now) -> o % 2 == 0);
        RankedResult result =
                new RankedScan(new RankedQuery(even, measure(likes, 1), List.of(), false))
                        .run(rows(50_000), Values.NONE, 0, 0, 5);
        assertTrue(Arrays.stream(result.ordinals()).allMatch(o -> o % 2 == 0));
        assertTrue(result.statistics().rowsTested() < 5_000, result.statistics().toString());
    }

    @Test
    void comparisonsWithLongsAreExactBeyondDoubles() {
        LongColumn ids = new LongColumn(0);
        ids.set(0, Long.MAX_VALUE);
        ids.set(1, Long.MAX_VALUE - 1);
        ids.set(2, Long.MIN_VALUE);
        Object[][] cases = {
            {ComparisonOperator.EQUAL, Long.MAX_VALUE, 1L},
            {ComparisonOperator.LESS, Long.MAX_VALUE, 2L},
            {ComparisonOperator.GREATER_OR_EQUAL, Long.MIN_VALUE, 3L},
            {ComparisonOperator.LESS, Long.MIN_VALUE, 0L},
            {ComparisonOperator.NOT_EQUAL, Long.MAX_VALUE - 1, 2L},
            {ComparisonOperator.LESS, new BigDecimal("1e1000000000"), 3L},
            {ComparisonOperator.GREATER, new BigDecimal("-1e-1000000000"), 2L},
            {ComparisonOperator.NOT_EQUAL, 0.5, 3L},
        };
        for (Object[] c : cases) {
            Predicate predicate =
                    new Predicate.LongComparison(
                            (ComparisonOperator) c[0], ids, new LongOperand.Parameter(0, 0));
            assertEquals(
                    c[2],
                    new FilterScan(predicate).count(rows(3), index -> c[1], 0),
                    () -> Arrays.toString(c));
        }
    }

    @Test
    void aCancelledStatementEnds() {
        BitSet live = new BitSet();
        live.set(0, 10_000);
        AtomicBoolean cancelled = new AtomicBoolean(true);
        RankedSource source = source(10_000, live, cancelled);
        TidalException error =
                assertThrows(
                        TidalException.class,
                        () -> scan(measure(likes, 1)).run(source, Values.NONE, 0, 0, 10));
        assertEquals(ErrorCode.CANCELLED, error.code());
        cancelled.set(false);
        assertEquals(
                10, scan(measure(likes, 1)).run(source, Values.NONE, 0, 0, 10).ordinals().length);
    }

    @Test
    void resultsStayWellFormedWhileAWriterChangesTheColumns() throws InterruptedException {
        int size = 20_000;
        for (int o = 0; o < size; o++) {
            rating.set(o, o % 10);
            topic.set(o, "t" + o % 50);
            likes.add(o, o % 7);
        }
        AtomicBoolean done = new AtomicBoolean();
        Thread writer =
                new Thread(
                        () -> {
                            Random random = new Random(3);
                            for (int i = 0; i < 400_000; i++) {
                                int o = random.nextInt(size);
                                likes.add(o, random.nextInt(20) - 8);
                                rating.set(o, i % 9 == 0 ? Double.NaN : random.nextInt(50));
                                topic.set(o, i % 5 == 0 ? null : "t" + random.nextInt(300));
                                if (i % 1_000 == 0) {
                                    likes.tightenBounds(random.nextInt(size / 1024));
                                }
                            }
                            done.set(true);
                        });
        writer.start();
        BitSet live = new BitSet();
        live.set(0, size);
        live.clear(0, 100);
        RankedSource source = source(size, live, new AtomicBoolean());
        Expression score = sum(measure(likes, 0.5), new Expression.Attribute(rating));
        List<Cap> caps = List.of(new Cap("topic", topic, new LongOperand.Constant(1)));
        do {
            for (List<Cap> one : List.of(List.<Cap>of(), caps)) {
                RankedResult result =
                        new RankedScan(new RankedQuery(Predicate.TRUE, score, one, true))
                                .run(source, Values.NONE, 0, 0, 40);
                assertEquals(40, Arrays.stream(result.ordinals()).distinct().count());
                for (int i = 0; i < 40; i++) {
                    assertTrue(live.get(result.ordinals()[i]));
                    assertTrue(Double.isFinite(result.scores()[i]));
                    assertTrue(i == 0 || result.scores()[i - 1] >= result.scores()[i]);
                }
            }
        } while (!done.get());
        writer.join();
    }
}
