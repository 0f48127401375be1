package io.tidaldb.sql.plan;

import io.tidaldb.column.ArrayColumn;
import io.tidaldb.column.Column;
import io.tidaldb.column.DictionaryColumn;
import io.tidaldb.rank.FilterScan;
import io.tidaldb.rank.expression.Values;
import io.tidaldb.sql.function.ContainsFunction;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.metadata.RelMdUtil;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;

import java.util.List;

/**
 * Estimates for which share of a table's rows a condition is TRUE: from the frequencies of values
 * and the blocks' bounds where it compares columns in memory with literals, from the number of
 * different values where with parameters, and by a guess elsewhere.
 */
final class Selectivity {
    private final ScanCompiler compiler;

    Selectivity(ScanCompiler compiler) {
        this.compiler = compiler;
    }

    /** From 0 to 1. */
    double of(RexNode condition) {
        RexNode plain = RexUtil.expandSearch(compiler.rexBuilder(), null, condition);
        double share = 1;
        for (RexNode conjunct : RelOptUtil.conjunctions(plain)) {
            share *= ofConjunct(conjunct);
        }
        return share;
    }

    private double ofConjunct(RexNode node) {
        if (isPlain(node)) {
            return new FilterScan(compiler.predicate(node))
                    .share(compiler.table().liveCount(), Values.NONE, 0);
        }
        if (node.getKind() == SqlKind.OR) {
            double none = 1;
            for (RexNode operand : ((RexCall) node).getOperands()) {
                none *= 1 - ofConjunct(operand);
            }
            return 1 - none;
        }
        return node instanceof RexCall call && isEquality(call)
                ? ofOneValue(call)
                : RelMdUtil.guessSelectivity(node);
    }

    /** Whether it is made of columns in memory, literals and what the engine has trees for. */
    private boolean isPlain(RexNode node) {
        return switch (node) {
            case RexLiteral literal -> true;
            case RexInputRef ref -> column(ref) != null;
            case RexCall call ->
                    (isComparison(call) ? hasLiteral(call) : isTest(call))
                            && call.getOperands().stream().allMatch(this::isPlain);
            default -> false;
        };
    }

    private static boolean isTest(RexCall call) {
        return switch (call.getKind()) {
            case AND, OR, NOT, IS_NULL, IS_NOT_NULL, IS_TRUE, IS_NOT_TRUE -> true;
            default -> Operands.isWidening(call);
        };
    }

    private static boolean isComparison(RexCall call) {
        return switch (call.getKind()) {
            case NOT_EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
                    true;
            default -> isEquality(call);
        };
    }

    private static boolean hasLiteral(RexCall call) {
        return call.getOperands().stream()
                .anyMatch(operand -> Operands.stripWidening(operand) instanceof RexLiteral);
    }

    /** The column in memory that a node is, or null. */
    private Column column(RexNode node) {
        int index = Operands.column(node);
        return index < 0 || index >= compiler.relation().definition().columns().size()
                ? null
                : compiler.table().column(index);
    }

    private static boolean isEquality(RexCall call) {
        return call.getKind() == SqlKind.EQUALS
                || call.getOperator().equals(ContainsFunction.INSTANCE);
    }

    private double ofOneValue(RexCall equality) {
        for (RexNode operand : equality.getOperands()) {
            int values =
                    switch (column(operand)) {
                        case DictionaryColumn strings -> strings.cardinality();
                        case ArrayColumn arrays -> arrays.cardinality();
                        case null, default -> 0;
                    };
            if (values > 0) {
                return 1.0 / values;
            }
            int index = Operands.column(operand);
            if (compiler.relation().definition().primaryKey().equals(List.of(index))) {
                return 1.0 / Math.max(1, compiler.table().liveCount());
            }
        }
        return RelMdUtil.guessSelectivity(equality);
    }
}
