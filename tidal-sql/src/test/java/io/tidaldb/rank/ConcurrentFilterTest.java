package io.tidaldb.rank;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidaldb.column.ArrayColumn;
import io.tidaldb.column.Blocks;
import io.tidaldb.column.DictionaryColumn;
import io.tidaldb.column.LongColumn;
import io.tidaldb.column.OrdinalSet;
import io.tidaldb.rank.expression.ComparisonOperator;
import io.tidaldb.rank.expression.LongOperand;
import io.tidaldb.rank.expression.Predicate;
import io.tidaldb.rank.expression.TextOperand;
import io.tidaldb.rank.expression.Values;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** Filters over columns that change: every row is met as it was before a change, or after it. */
class ConcurrentFilterTest {
    private static final int ROWS = 5 * Blocks.SIZE;

    @Test
    void noRowIsMissedThatAlwaysPasses() throws Exception {
        DictionaryColumn topic = new DictionaryColumn();
        ArrayColumn tags = new ArrayColumn();
        LongColumn truth = LongColumn.ofBooleans();
        LongColumn number = new LongColumn(0);
        for (int row = 0; row < ROWS; row++) {
            topic.set(row, "a");
            tags.set(row, List.of("a"));
            truth.set(row, 0);
            number.set(row, 0);
        }
        topic.set(0, "b");
        tags.set(0, List.of("b"));
        List<TextOperand> both =
                List.of(new TextOperand.Constant("a"), new TextOperand.Constant("b"));
        List<Predicate> always =
                List.of(
                        new Predicate.TextIn(topic, both),
                        new Predicate.ContainsText(tags, both),
                        new Predicate.Not(new Predicate.IsNull(topic)),
                        new Predicate.LongComparison(
                                ComparisonOperator.LESS_OR_EQUAL,
                                truth,
                                new LongOperand.Constant(1)),
                        new Predicate.LongComparison(
                                ComparisonOperator.LESS, number, new LongOperand.Constant(1_000)));
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> writer =
                CompletableFuture.runAsync(
                        () -> {
                            Random random = new Random(1);
                            while (!done.get()) {
                                int row = random.nextInt(ROWS);
                                int value = random.nextInt(2);
                                topic.set(row, value == 0 ? "a" : "b");
                                tags.set(row, List.of(value == 0 ? "a" : "b"));
                                truth.set(row, value);
                                number.set(row, random.nextInt(1_000));
                            }
                        });
        try {
            for (int i = 0; i < 2_000; i++) {
                Predicate predicate = always.get(i % always.size());
                long passing = new FilterScan(predicate).count(new Rows(), Values.NONE, 0);
                assertEquals(ROWS, passing, predicate.toString());
            }
        } finally {
            done.set(true);
        }
        writer.get();
    }

    private record Rows() implements RankedSource {
        @Override
        public int size() {
            return ROWS;
        }

        @Override
        public OrdinalSet live() {
            return new OrdinalSet() {
                @Override
                public boolean contains(int ordinal) {
                    return true;
                }

                @Override
                public int cardinality() {
                    return ROWS;
                }

                @Override
                public void addTo(int block, long[] bits) {
                    java.util.Arrays.fill(bits, -1L);
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
