package io.tidaldb.sql.plan;

import io.tidaldb.column.Column;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.rank.RankedQuery;
import io.tidaldb.rank.RankedResult;
import io.tidaldb.rank.RankedScan;
import io.tidaldb.rank.diversity.Cap;
import io.tidaldb.rank.expression.Expression;
import io.tidaldb.rank.expression.LongOperand;
import io.tidaldb.rank.expression.Predicate;
import io.tidaldb.rank.expression.Values;
import io.tidaldb.sql.function.RankedOperator;
import io.tidaldb.sql.runtime.StatementContext;

import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Ranks rows that no column of the store holds: gathers them all and runs the ranking engine over
 * them, so that order, missing values, caps and warnings are those of a stored table.
 */
public final class RankedSort {
    private final RankedOperator operator;
    private final RowExpression offset;
    private final RowExpression fetch;
    private final Hoisted hoisted;
    private final Expression score;
    private final List<LongOperand> maxima = new ArrayList<>();
    private final List<RexInputRef> caps = new ArrayList<>();
    private final int key;
    private final int width;
    private final RowExpression[] outputs;

    private RankedSort(Rank rank) {
        RexBuilder rex = rank.getCluster().getRexBuilder();
        RowExpressions constants = RowExpressions.ofConstants(rex);
        RelDataType rowType = rank.getInput().getRowType();
        RankColumns columns = rank.columns();
        this.operator = rank.operator();
        this.offset = compiled(constants, rank, operator.offsetOperand());
        this.fetch = compiled(constants, rank, operator.fetchOperand());
        this.hoisted = new Hoisted(constants);
        RowExpressions expressions =
                new RowExpressions(rex, RankColumns.withScore(rowType, rex.getTypeFactory()));
        this.score =
                new ExpressionCompiler(new Fields(rex, expressions))
                        .compile(RexUtil.expandSearch(rex, null, columns.score()));
        Operands operands = new Operands(hoisted);
        for (int i = 0; i < columns.caps().size(); i++) {
            maxima.add(operands.longOperand(rank.operand(operator.capOperand(i)), 0));
            caps.add(groupColumn(columns.caps().get(i), operator.capNames().get(i)));
        }
        this.key = columns.key().getIndex();
        this.width = rowType.getFieldCount();
        this.outputs =
                columns.outputs().stream().map(expressions::compile).toArray(RowExpression[]::new);
    }

    static RankedSort of(Rank rank) {
        return new RankedSort(rank);
    }

    private static RexInputRef groupColumn(RexNode cap, String name) {
        if (cap.getType().getComponentType() != null) {
            throw new TidalException(
                    ErrorCode.FEATURE_NOT_SUPPORTED,
                    "DIVERSIFY BY " + name + " needs a column of single values, not arrays");
        }
        return (RexInputRef) cap;
    }

    private static RowExpression compiled(RowExpressions constants, Rank rank, int operand) {
        return operand < 0 ? null : constants.compile(rank.operand(operand));
    }

    /** Called by generated code. */
    public Enumerable<Object[]> rows(DataContext root, Enumerable<Object[]> input) {
        StatementContext context = (StatementContext) root;
        int skipped = RowCounts.check("OFFSET", offset, context, 0);
        int limit = RowCounts.check("LIMIT", fetch, context, Integer.MAX_VALUE);
        List<Object[]> rows = new ArrayList<>();
        for (Object[] row : input) {
            context.checkCancelled();
            rows.add(Arrays.copyOf(row, width + 1));
        }
        RankedInput ranked =
                new RankedInput(rows, key, (Hoisted.ContextValues) hoisted.values(context));
        List<Cap> limits = new ArrayList<>();
        for (int i = 0; i < caps.size(); i++) {
            Column groups = ranked.groups(caps.get(i).getIndex());
            limits.add(new Cap(operator.capNames().get(i), groups, maxima.get(i)));
        }
        RankedQuery query = new RankedQuery(Predicate.TRUE, score, limits, operator.isStrict());
        RankedResult result =
                new RankedScan(query).run(ranked, ranked, context.now(), skipped, limit);
        result.warnings().forEach(w -> context.warn(w.message()));
        if (context.stages() != null) {
            context.stages().add("rank", rows.size(), "joined rows, each scored, exact");
        }
        return Linq4j.asEnumerable(visible(result, rows, context));
    }

    private List<Object[]> visible(
            RankedResult result, List<Object[]> rows, StatementContext context) {
        List<Object[]> visible = new ArrayList<>(result.ordinals().length);
        for (int i = 0; i < result.ordinals().length; i++) {
            Object[] row = rows.get(result.ordinals()[i]);
            row[width] = result.scores()[i];
            Object[] output = new Object[outputs.length];
            for (int c = 0; c < output.length; c++) {
                output[c] = outputs[c].evaluate(context, row);
            }
            visible.add(output);
        }
        return visible;
    }

    /** The columns of a {@link RankedInput}. */
    private record Fields(RexBuilder rex, RowExpressions expressions) implements ExpressionSource {
        @Override
        public Expression column(RexInputRef ref) {
            return rowByRow(ref);
        }

        @Override
        public Optional<Expression> measure(RexCall call, ExpressionCompiler compiler) {
            return Optional.empty();
        }

        @Override
        public Predicate condition(RexNode node) {
            RowExpression expression = compile(node);
            return new Predicate.PerRow(
                    (ordinal, values, now) -> (Boolean) value(expression, ordinal, values));
        }

        @Override
        public Expression rowByRow(RexNode node) {
            RowExpression expression = compile(node);
            return new Expression.PerRow(
                    (ordinal, values, now) ->
                            ScanCompiler.number(value(expression, ordinal, values)));
        }

        private RowExpression compile(RexNode node) {
            return expressions.compile(RexUtil.expandSearch(rex, null, node));
        }

        private static Object value(RowExpression expression, int ordinal, Values values) {
            RankedInput input = (RankedInput) values;
            return expression.evaluate(input.context(), input.rows().get(ordinal));
        }
    }
}
