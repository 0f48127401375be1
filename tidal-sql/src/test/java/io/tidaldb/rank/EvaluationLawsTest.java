package io.tidaldb.rank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.column.Blocks;
import io.tidaldb.rank.evaluation.Binder;
import io.tidaldb.rank.evaluation.BoundExpression;
import io.tidaldb.rank.evaluation.Intervals;
import io.tidaldb.rank.evaluation.Scratch;
import io.tidaldb.rank.evaluation.TextAnswers;
import io.tidaldb.rank.expression.Expression;
import io.tidaldb.rank.expression.Predicate;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Block-wise evaluation agrees with the definitions, and bounds hold. */
class EvaluationLawsTest {
    private static final int ROWS = 2_500;

    private final Naive naive = new Naive(Trees.VALUES, Table.NOW);

    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void valuesAndScoresEqualTheNaiveOnes(@ForAll long seed) {
        Random random = new Random(seed);
        Table table = new Table(random, ROWS);
        table.live.set(0, ROWS);
        Expression expression = new Trees(table, random, true).expression(4);
        ExpressionReader reader = new ExpressionReader(expression);
        int[] ordinals = random.ints(300, 0, ROWS).toArray();
        double[] values = reader.read(ordinals, 300, Trees.VALUES, Table.NOW);
        double[] scores = reader.score(ordinals, 300, Trees.VALUES, Table.NOW);
        for (int i = 0; i < ordinals.length; i++) {
            int o = ordinals[i];
            assertClose(naive.value(expression, o), values[i], expression);
            assertClose(naive.score(expression, o), scores[i], expression);
        }
    }

    private static void assertClose(double expected, double actual, Expression expression) {
        if (Double.compare(expected + 0.0, actual + 0.0) != 0) {
            assertEquals(
                    expected, actual, Math.abs(expected) * 1e-12, () -> Trees.describe(expression));
        }
    }

    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void everyValueLiesWithinItsBlocksBounds(@ForAll long seed) {
        Random random = new Random(seed);
        Table table = new Table(random, ROWS);
        table.live.set(0, ROWS);
        Expression expression = new Trees(table, random, true).expression(3);
        int[] ordinals = IntStream.range(0, ROWS).toArray();
        ExpressionReader reader = new ExpressionReader(expression);
        double[] values = reader.read(ordinals, ROWS, Trees.VALUES, Table.NOW);
        double[] scores = reader.score(ordinals, ROWS, Trees.VALUES, Table.NOW);
        Scratch scratch = Scratch.lease();
        Binder binder = new Binder(Trees.VALUES, Table.NOW, scratch, new TextAnswers(), ROWS);
        assertWithin(binder.expression(expression), values, scratch, expression);
        assertWithin(binder.score(expression), scores, scratch, expression);
        scratch.giveBack();
    }

    private static void assertWithin(
            BoundExpression bound, double[] values, Scratch scratch, Expression expression) {
        Intervals intervals = scratch.pushIntervals();
        bound.bound(0, Blocks.count(ROWS), intervals);
        for (int o = 0; o < ROWS; o++) {
            int block = o >>> Blocks.SHIFT;
            double value = values[o];
            boolean within =
                    Double.isNaN(value)
                            ? intervals.missing(block)
                            : value >= intervals.low(block) && value <= intervals.high(block);
            int row = o;
            assertTrue(
                    within,
                    () ->
                            "row %d: %s outside [%s, %s], %s"
                                    .formatted(
                                            row,
                                            value,
                                            intervals.low(block),
                                            intervals.high(block),
                                            Trees.describe(expression)));
        }
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void filtersKeepExactlyTheRowsForWhichTheyAreTrue(@ForAll long seed) {
        Random random = new Random(seed);
        Table table = new Table(random, ROWS);
        Predicate predicate = new Trees(table, random, true).predicate(4);
        FilterScan scan = new FilterScan(predicate);
        List<Integer> expected =
                IntStream.range(0, ROWS)
                        .filter(table::visible)
                        .filter(o -> Boolean.TRUE.equals(naive.test(predicate, o)))
                        .boxed()
                        .toList();
        // Twice, since constant text tests remember their answers.
        for (int run = 0; run < 2; run++) {
            List<Integer> rows = new ArrayList<>();
            try (FilterScan.Cursor cursor = scan.open(table, Trees.VALUES, Table.NOW)) {
                while (cursor.next()) {
                    for (int i = 0; i < cursor.count(); i++) {
                        rows.add(cursor.ordinals()[i]);
                    }
                }
            }
            assertEquals(expected, rows, () -> Trees.describe(predicate));
        }
        assertEquals(expected.size(), scan.count(table, Trees.VALUES, Table.NOW));
    }
}
