package io.tidaldb.sql.plan;

import io.tidaldb.sql.function.RankedOperator;
import io.tidaldb.sql.runtime.StatementContext;

import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Linq4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Ranks rows that no column of the engine holds: sorts them all by score and key, then applies the
 * caps greedily. A row is the visible columns, the score, the key and the cap columns.
 */
public final class RankedSort {
    private final RankedOperator operator;
    private final RowExpression offset;
    private final RowExpression fetch;
    private final List<RowExpression> maxima;

    private RankedSort(
            RankedOperator operator,
            RowExpression offset,
            RowExpression fetch,
            List<RowExpression> maxima) {
        this.operator = operator;
        this.offset = offset;
        this.fetch = fetch;
        this.maxima = maxima;
    }

    static RankedSort of(Rank rank) {
        RowExpressions constants = RowExpressions.ofConstants(rank.getCluster().getRexBuilder());
        RankedOperator operator = rank.operator();
        List<RowExpression> maxima = new ArrayList<>();
        for (int i = 0; i < operator.capNames().size(); i++) {
            maxima.add(constants.compile(rank.operand(operator.capOperand(i))));
        }
        return new RankedSort(
                operator,
                compiled(constants, rank, operator.offsetOperand()),
                compiled(constants, rank, operator.fetchOperand()),
                maxima);
    }

    private static RowExpression compiled(RowExpressions constants, Rank rank, int operand) {
        return operand < 0 ? null : constants.compile(rank.operand(operand));
    }

    /** Called by generated code. */
    public Enumerable<Object[]> rows(DataContext root, Enumerable<Object[]> input) {
        StatementContext context = (StatementContext) root;
        int skipped = RowCounts.check("OFFSET", offset, context, 0);
        int limit = RowCounts.check("LIMIT", fetch, context, Integer.MAX_VALUE);
        List<Object[]> sorted = new ArrayList<>();
        for (Object[] row : input) {
            context.checkCancelled();
            sorted.add(row);
        }
        if (!sorted.isEmpty()) {
            int score = sorted.getFirst().length - operator.hiddenColumns();
            sorted.sort(order(score));
        }
        List<Object[]> chosen = diversify(sorted, context, (long) skipped + limit);
        return Linq4j.asEnumerable(
                chosen.stream().skip(skipped).limit(limit).map(this::visible).toList());
    }

    private Object[] visible(Object[] row) {
        return Arrays.copyOf(row, row.length - operator.hiddenColumns());
    }

    @SuppressWarnings("unchecked")
    private static Comparator<Object[]> order(int score) {
        return Comparator.<Object[]>comparingDouble(row -> number(row[score]))
                .reversed()
                .thenComparing(row -> (Comparable<Object>) row[score + 1]);
    }

    /** A missing or infinite score counts as 0, as in the ranking engine. */
    private static double number(Object score) {
        double value = score == null ? 0 : ((Number) score).doubleValue();
        return Double.isFinite(value) ? value : 0;
    }

    private List<Object[]> diversify(List<Object[]> sorted, StatementContext context, long wanted) {
        if (maxima.isEmpty()) {
            return sorted;
        }
        List<Object[]> strict = new ArrayList<>();
        List<Object[]> rest = new ArrayList<>();
        List<Map<Object, Integer>> counts = new ArrayList<>();
        int[] limits = new int[maxima.size()];
        for (int i = 0; i < limits.length; i++) {
            counts.add(new HashMap<>());
            limits[i] = RowCounts.check("MAX", maxima.get(i), context, 0);
        }
        for (Object[] row : sorted) {
            (admit(row, counts, limits) ? strict : rest).add(row);
        }
        if (operator.isStrict() || strict.size() >= wanted || rest.isEmpty()) {
            return strict;
        }
        context.warn(
                "DIVERSIFY BY "
                        + String.join(", ", operator.capNames())
                        + " was relaxed to fill the result");
        strict.addAll(rest);
        return strict;
    }

    private static boolean admit(Object[] row, List<Map<Object, Integer>> counts, int[] limits) {
        int first = row.length - limits.length;
        for (int i = 0; i < limits.length; i++) {
            Object group = row[first + i];
            if (group != null && counts.get(i).getOrDefault(group, 0) >= limits[i]) {
                return false;
            }
        }
        for (int i = 0; i < limits.length; i++) {
            if (row[first + i] != null) {
                counts.get(i).merge(row[first + i], 1, Integer::sum);
            }
        }
        return true;
    }
}
