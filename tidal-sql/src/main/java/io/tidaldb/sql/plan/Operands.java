package io.tidaldb.sql.plan;

import io.tidaldb.rank.expression.LongOperand;
import io.tidaldb.rank.expression.TextOperand;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;

import java.math.BigDecimal;

/** Recognises the operands of comparisons: columns under harmless casts, and constants. */
final class Operands {
    private final Hoisted hoisted;

    Operands(Hoisted hoisted) {
        this.hoisted = hoisted;
    }

    /** The column that a node is, if a cast around it changes no value; otherwise -1. */
    static int column(RexNode node) {
        return stripWidening(node) instanceof RexInputRef ref ? ref.getIndex() : -1;
    }

    /** Without casts that keep every value as it is. */
    static RexNode stripWidening(RexNode node) {
        while (node instanceof RexCall call && call.getKind() == SqlKind.CAST) {
            RexNode operand = call.getOperands().getFirst();
            if (!keepsValues(operand.getType().getSqlTypeName(), call)) {
                return node;
            }
            node = operand;
        }
        return node;
    }

    /** Whether a call is a cast that keeps every value as it is. */
    static boolean isWidening(RexCall call) {
        return call.getKind() == SqlKind.CAST
                && keepsValues(call.getOperands().getFirst().getType().getSqlTypeName(), call);
    }

    private static boolean keepsValues(SqlTypeName from, RexCall cast) {
        SqlTypeName to = cast.getType().getSqlTypeName();
        if (from == to) {
            int fromPrecision = cast.getOperands().getFirst().getType().getPrecision();
            int toPrecision = cast.getType().getPrecision();
            boolean unlimited = toPrecision == -1;
            return unlimited
                    || fromPrecision != -1 && fromPrecision <= toPrecision
                    || !SqlTypeFamily.CHARACTER.getTypeNames().contains(to)
                            && to != SqlTypeName.DECIMAL;
        }
        return integerRank(from) > 0 && integerRank(to) > integerRank(from);
    }

    private static int integerRank(SqlTypeName type) {
        return switch (type) {
            case TINYINT -> 1;
            case SMALLINT -> 2;
            case INTEGER -> 3;
            case BIGINT -> 4;
            default -> 0;
        };
    }

    /** Whether the node has the same value for every row. */
    static boolean isRowIndependent(RexNode node) {
        return RelOptUtil.InputFinder.bits(node).isEmpty()
                && !new RexFinder(RexFinder::isCorrelated).findIn(node);
    }

    /**
     * A 64-bit constant for a column of a scale, or null where the node is not one or would lose
     * digits.
     */
    LongOperand longOperand(RexNode node, int scale) {
        RexNode constant = stripWidening(node);
        if (!isRowIndependent(constant)) {
            return null;
        }
        SqlTypeName type = constant.getType().getSqlTypeName();
        boolean exact =
                switch (type) {
                    case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, DATE, TIME, TIMESTAMP -> true;
                    case DECIMAL -> constant.getType().getScale() <= scale;
                    default -> false;
                };
        if (!exact) {
            return null;
        }
        if (constant instanceof RexLiteral literal) {
            return literal.isNull() ? null : literalOperand(literal, scale);
        }
        int index =
                constant instanceof RexDynamicParam parameter
                        ? parameter.getIndex()
                        : hoisted.add(constant);
        return new LongOperand.Parameter(index, scale);
    }

    private static LongOperand literalOperand(RexLiteral literal, int scale) {
        Object value = LiteralValues.of(literal);
        BigDecimal number =
                switch (value) {
                    case Boolean truth -> truth ? BigDecimal.ONE : BigDecimal.ZERO;
                    case BigDecimal decimal -> decimal;
                    default -> BigDecimal.valueOf(((Number) value).longValue());
                };
        BigDecimal unscaled = number.scaleByPowerOfTen(scale);
        try {
            return new LongOperand.Constant(unscaled.longValueExact());
        } catch (ArithmeticException outOfRange) {
            return null;
        }
    }

    /** A string constant, or null where the node is not one. */
    TextOperand textOperand(RexNode node) {
        RexNode constant = stripWidening(node);
        if (!SqlTypeFamily.CHARACTER.getTypeNames().contains(constant.getType().getSqlTypeName())
                || !isRowIndependent(constant)) {
            return null;
        }
        if (constant instanceof RexLiteral literal) {
            return literal.isNull()
                    ? null
                    : new TextOperand.Constant(literal.getValueAs(String.class));
        }
        int index =
                constant instanceof RexDynamicParam parameter
                        ? parameter.getIndex()
                        : hoisted.add(constant);
        return new TextOperand.Parameter(index);
    }

    /** The parameter or hoisted index of any row-independent node. */
    int index(RexNode node) {
        return node instanceof RexDynamicParam parameter ? parameter.getIndex() : hoisted.add(node);
    }
}
