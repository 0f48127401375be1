package io.tidaldb.sql.plan;

import io.tidaldb.sql.runtime.CalciteValues;

import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.function.Function1;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexExecutorImpl;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;

import java.util.ArrayList;
import java.util.List;

/**
 * Compiles scalar expressions. Columns, parameters and literals are read directly; anything else
 * becomes a class of its own, once per plan, which costs some milliseconds.
 */
final class RowExpressions {
    private final RexBuilder rexBuilder;
    private final RelDataType rowType;

    RowExpressions(RexBuilder rexBuilder, RelDataType rowType) {
        this.rexBuilder = rexBuilder;
        this.rowType = rowType;
    }

    /** For expressions without columns. */
    static RowExpressions ofConstants(RexBuilder rexBuilder) {
        return new RowExpressions(rexBuilder, rexBuilder.getTypeFactory().builder().build());
    }

    RowExpression compile(RexNode node) {
        return switch (node) {
            case RexInputRef ref -> {
                int index = ref.getIndex();
                yield (context, row) -> row[index];
            }
            case RexDynamicParam parameter -> {
                int index = parameter.getIndex();
                yield (context, row) -> CalciteValues.toCalcite(context.parameter(index));
            }
            case RexLiteral literal when LiteralValues.isSimple(literal) -> {
                Object value = LiteralValues.of(literal);
                yield (context, row) -> value;
            }
            case RexCall cast when isSameType(cast) -> compile(cast.getOperands().getFirst());
            default -> generate(node);
        };
    }

    /** Whether a call is a cast that changes neither the value nor its Java type. */
    private static boolean isSameType(RexCall call) {
        return Operands.isWidening(call)
                && call.getOperands().getFirst().getType().getSqlTypeName()
                        == call.getType().getSqlTypeName();
    }

    private RowExpression generate(RexNode node) {
        RexNode plain = RexUtil.expandSearch(rexBuilder, null, node);
        Function1<DataContext, Object[]> function =
                RexExecutorImpl.getExecutable(rexBuilder, List.of(plain), rowType).getFunction();
        return (context, row) -> {
            context.setInputRecord(row);
            return function.apply(context)[0];
        };
    }

    /** Every column that the nodes refer to, in ascending order. */
    static int[] columns(Iterable<RexNode> nodes) {
        List<RexNode> list = new ArrayList<>();
        nodes.forEach(list::add);
        return RelOptUtil.InputFinder.bits(list, null).toArray();
    }
}
