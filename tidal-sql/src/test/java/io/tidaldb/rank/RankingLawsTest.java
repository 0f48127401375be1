package io.tidaldb.rank;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.column.ArrayColumn;
import io.tidaldb.column.Column;
import io.tidaldb.rank.diversity.Cap;
import io.tidaldb.rank.expression.Expression;
import io.tidaldb.rank.expression.LongOperand;
import io.tidaldb.rank.expression.Predicate;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** The pruned top-k equals filtering, sorting and thinning out everything. */
class RankingLawsTest {
    private static final int ROWS = 6_000;

    private final Naive naive = new Naive(Trees.VALUES, Table.NOW);

    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void topRowsEqualTheFullSort(@ForAll long seed) {
        checkAgainstFullSort(new Random(seed), 0);
    }

    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void cappedRowsEqualTheNaiveGreedyOnes(@ForAll long seed) {
        Random random = new Random(seed);
        checkAgainstFullSort(random, 1 + random.nextInt(3));
    }

    private void checkAgainstFullSort(Random random, int capCount) {
        Table table = new Table(random, random.nextInt(4) == 0 ? 700 : ROWS);
        Trees trees = new Trees(table, random, random.nextInt(4) == 0);
        Predicate filter = random.nextBoolean() ? Predicate.TRUE : trees.predicate(2);
        Expression score = random.nextInt(3) == 0 ? trees.expression(3) : trees.sum();
        List<Cap> caps = caps(table, random, capCount);
        boolean strict = random.nextBoolean();
        int offset = random.nextBoolean() ? 0 : random.nextInt(50);
        int limit =
                switch (random.nextInt(4)) {
                    case 0 -> Integer.MAX_VALUE;
                    case 1 -> 1 + random.nextInt(500);
                    default -> random.nextInt(30);
                };

        RankedScan scan = new RankedScan(new RankedQuery(filter, score, caps, strict));
        RankedResult result = scan.run(table, Trees.VALUES, Table.NOW, offset, limit);

        int[] candidates =
                IntStream.range(0, table.size)
                        .filter(table::visible)
                        .filter(o -> Boolean.TRUE.equals(naive.test(filter, o)))
                        .toArray();
        double[] all = new double[table.size];
        double[] scores =
                new ExpressionReader(score)
                        .score(candidates, candidates.length, Trees.VALUES, Table.NOW);
        for (int i = 0; i < candidates.length; i++) {
            all[candidates[i]] = scores[i];
        }
        List<Integer> sorted =
                IntStream.of(candidates)
                        .boxed()
                        .sorted(
                                Comparator.<Integer>comparingDouble(o -> -all[o])
                                        .thenComparing(table::compareKeys))
                        .toList();
        int wanted = (int) Math.min((long) offset + limit, Integer.MAX_VALUE);
        List<Integer> diverse = Naive.diversify(sorted, caps, wanted, strict);
        int[] expected = diverse.stream().skip(offset).mapToInt(o -> o).toArray();
        assertArrayEquals(
                expected, result.ordinals(), () -> Trees.describe(score) + " where " + filter);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(all[expected[i]], result.scores()[i]);
        }
        assertTrue(result.statistics().blocksVisited() <= result.statistics().blocks());
    }

    private static List<Cap> caps(Table table, Random random, int count) {
        List<Cap> caps = new ArrayList<>();
        List<Column> columns =
                table.columns().stream().filter(c -> !(c instanceof ArrayColumn)).toList();
        for (int i = 0; i < count; i++) {
            Column column = columns.get(random.nextInt(columns.size()));
            caps.add(new Cap("c" + i, column, new LongOperand.Constant(1 + random.nextInt(4))));
        }
        return caps;
    }

    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void pagesOfADiversifiedOrderNeitherRepeatNorSkip(@ForAll long seed) {
        Random random = new Random(seed);
        Table table = new Table(random, 900);
        Expression score = new Trees(table, random, false).sum();
        RankedQuery query = new RankedQuery(Predicate.TRUE, score, caps(table, random, 2), false);
        RankedScan scan = new RankedScan(query);
        int[] whole = scan.run(table, Trees.VALUES, Table.NOW, 0, Integer.MAX_VALUE).ordinals();
        List<Integer> paged = new ArrayList<>();
        int page = 1 + random.nextInt(100);
        for (int offset = 0; offset < whole.length; offset += page) {
            for (int o : scan.run(table, Trees.VALUES, Table.NOW, offset, page).ordinals()) {
                paged.add(o);
            }
        }
        assertArrayEquals(whole, paged.stream().mapToInt(o -> o).toArray());
        Set<Integer> distinct = new HashSet<>(paged);
        assertEquals(IntStream.range(0, 900).filter(table::visible).count(), distinct.size());
    }
}
