package io.tidaldb.sql.plan;

import io.tidaldb.rank.RankedResult;
import io.tidaldb.sql.function.RankingFunctions;
import io.tidaldb.sql.relation.RowReader;
import io.tidaldb.sql.runtime.Retrieval;
import io.tidaldb.sql.runtime.StatementContext;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.type.SqlTypeName;

import java.util.ArrayList;
import java.util.List;

/**
 * Computes the select list of a ranked statement for the rows of its result only. The score is an
 * input column like the table's own, after the last of them.
 */
final class OutputColumns {
    private final ScanCompiler compiler;
    private final int width;
    private final int[] columns;
    private final RowExpression[] expressions;

    OutputColumns(List<RexNode> outputs, ScanCompiler compiler) {
        this.compiler = compiler;
        this.width = compiler.rowType().getFieldCount();
        List<RexNode> withScore = outputs.stream().map(o -> scoreAsColumn(o, width)).toList();
        this.columns = tableColumns(withScore, width);
        RowExpressions compiled =
                new RowExpressions(compiler.rexBuilder(), rowTypeWithScore(compiler));
        this.expressions = withScore.stream().map(compiled::compile).toArray(RowExpression[]::new);
    }

    private static RexNode scoreAsColumn(RexNode output, int width) {
        return output.accept(
                new RexShuttle() {
                    @Override
                    public RexNode visitCall(RexCall call) {
                        return call.getOperator().equals(RankingFunctions.RANK_SCORE)
                                ? new RexInputRef(width, call.getType())
                                : super.visitCall(call);
                    }
                });
    }

    private static RelDataType rowTypeWithScore(ScanCompiler compiler) {
        RexBuilder rex = compiler.rexBuilder();
        RelDataType score =
                rex.getTypeFactory()
                        .createTypeWithNullability(
                                rex.getTypeFactory().createSqlType(SqlTypeName.DOUBLE), true);
        return rex.getTypeFactory()
                .builder()
                .addAll(compiler.rowType().getFieldList())
                .add("$score", score)
                .build();
    }

    private static int[] tableColumns(List<RexNode> outputs, int width) {
        int[] all = RowExpressions.columns(outputs);
        return java.util.Arrays.stream(all).filter(c -> c < width).toArray();
    }

    /**
     * Computes it.
     *
     * @param retrieval what the rows were found by, or null
     */
    List<Object[]> rows(RankedResult result, StatementContext context, Retrieval retrieval) {
        int[] ordinals = result.ordinals();
        List<Object[]> rows = new ArrayList<>(ordinals.length);
        List<Object[]> read = RowReader.read(compiler.table(), ordinals, columns);
        Object[] input = new Object[width + 1];
        for (int i = 0; i < ordinals.length; i++) {
            Object[] values = read.get(i);
            // A row may be deleted between the ranking and the reading.
            if (values == null) {
                continue;
            }
            for (int c = 0; c < columns.length; c++) {
                input[columns[c]] = values[c];
            }
            input[width] = result.scores()[i];
            if (retrieval != null) {
                retrieval.moveTo(ordinals[i]);
            }
            Object[] row = new Object[expressions.length];
            for (int c = 0; c < row.length; c++) {
                row[c] = expressions[c].evaluate(context, input);
            }
            rows.add(row);
        }
        return rows;
    }
}
