package io.tidaldb.sql.plan;

import io.tidaldb.rank.expression.ArithmeticOperator;
import io.tidaldb.rank.expression.Expression;
import io.tidaldb.rank.expression.Predicate;
import io.tidaldb.rank.expression.UnaryFunction;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Translates numeric expressions. Arithmetic is that of doubles, whatever the types; only the
 * quotient of integers is cut to an integer, as SQL has it.
 */
final class ExpressionCompiler {
    private static final Map<String, UnaryFunction> FUNCTIONS =
            Map.ofEntries(
                    Map.entry("ABS", UnaryFunction.ABS),
                    Map.entry("SIGN", UnaryFunction.SIGN),
                    Map.entry("FLOOR", UnaryFunction.FLOOR),
                    Map.entry("CEIL", UnaryFunction.CEIL),
                    Map.entry("SQRT", UnaryFunction.SQRT),
                    Map.entry("CBRT", UnaryFunction.CBRT),
                    Map.entry("EXP", UnaryFunction.EXP),
                    Map.entry("LN", UnaryFunction.LN),
                    Map.entry("LOG2", UnaryFunction.LOG2),
                    Map.entry("LOG10", UnaryFunction.LOG10),
                    Map.entry("SIN", UnaryFunction.SIN),
                    Map.entry("COS", UnaryFunction.COS),
                    Map.entry("TAN", UnaryFunction.TAN),
                    Map.entry("ASIN", UnaryFunction.ASIN),
                    Map.entry("ACOS", UnaryFunction.ACOS),
                    Map.entry("ATAN", UnaryFunction.ATAN),
                    Map.entry("SINH", UnaryFunction.SINH),
                    Map.entry("COSH", UnaryFunction.COSH),
                    Map.entry("TANH", UnaryFunction.TANH));

    private final ExpressionSource source;

    ExpressionCompiler(ExpressionSource source) {
        this.source = source;
    }

    Expression compile(RexNode node) {
        return switch (node) {
            case RexLiteral literal -> literal(literal);
            case RexDynamicParam parameter -> new Expression.Parameter(parameter.getIndex());
            case RexInputRef ref -> source.column(ref);
            case RexCall call -> call(call);
            default -> source.rowByRow(node);
        };
    }

    private static Expression literal(RexLiteral literal) {
        Object value = LiteralValues.of(literal);
        return new Expression.Constant(
                switch (value) {
                    case null -> Double.NaN;
                    case Boolean truth -> truth ? 1 : 0;
                    default -> ((Number) value).doubleValue();
                });
    }

    private Expression call(RexCall call) {
        return switch (call.getKind()) {
            case PLUS, CHECKED_PLUS -> arithmetic(ArithmeticOperator.ADD, call);
            case MINUS, CHECKED_MINUS -> arithmetic(ArithmeticOperator.SUBTRACT, call);
            case TIMES, CHECKED_TIMES -> arithmetic(ArithmeticOperator.MULTIPLY, call);
            case DIVIDE, CHECKED_DIVIDE -> quotient(call);
            case MOD -> arithmetic(ArithmeticOperator.MODULO, call);
            case MINUS_PREFIX, CHECKED_MINUS_PREFIX -> new Expression.Negate(operand(call, 0));
            case PLUS_PREFIX -> operand(call, 0);
            case GREATEST -> new Expression.Greatest(operands(call));
            case LEAST -> new Expression.Least(operands(call));
            case COALESCE -> new Expression.Coalesce(operands(call));
            case NULLIF -> new Expression.NullIf(operand(call, 0), operand(call, 1));
            case CASE -> choice(call.getOperands());
            case CAST -> cast(call);
            default -> function(call);
        };
    }

    private Expression function(RexCall call) {
        return source.measure(call, this)
                .orElseGet(
                        () -> {
                            String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
                            if (name.equals("POWER") || name.equals("POW")) {
                                return arithmetic(ArithmeticOperator.POWER, call);
                            }
                            UnaryFunction function = FUNCTIONS.get(name);
                            boolean ofNumber =
                                    call.getOperands().size() == 1
                                            && SqlTypeUtil.isNumeric(
                                                    call.getOperands().getFirst().getType());
                            return function != null && ofNumber
                                    ? new Expression.Unary(function, operand(call, 0))
                                    : source.rowByRow(call);
                        });
    }

    private Expression arithmetic(ArithmeticOperator operator, RexCall call) {
        boolean numbers =
                call.getOperands().size() == 2
                        && call.getOperands().stream()
                                .allMatch(o -> SqlTypeUtil.isNumeric(o.getType()));
        return numbers
                ? new Expression.Arithmetic(operator, operand(call, 0), operand(call, 1))
                : source.rowByRow(call);
    }

    private Expression quotient(RexCall call) {
        Expression quotient = arithmetic(ArithmeticOperator.DIVIDE, call);
        return SqlTypeUtil.isExactNumeric(call.getType())
                        && call.getType().getSqlTypeName() != SqlTypeName.DECIMAL
                ? new Expression.Unary(UnaryFunction.TRUNCATE, quotient)
                : quotient;
    }

    /** {@code CASE WHEN a THEN b … ELSE z}, whose operands are a, b, …, z. */
    private Expression choice(List<RexNode> operands) {
        if (operands.size() == 1) {
            return compile(operands.getFirst());
        }
        Predicate when = source.condition(operands.getFirst());
        return new Expression.Choice(
                when, compile(operands.get(1)), choice(operands.subList(2, operands.size())));
    }

    private Expression cast(RexCall call) {
        RelDataType from = call.getOperands().getFirst().getType();
        SqlTypeName to = call.getType().getSqlTypeName();
        boolean toApproximate =
                to == SqlTypeName.DOUBLE || to == SqlTypeName.FLOAT || to == SqlTypeName.REAL;
        boolean widening =
                toApproximate && SqlTypeUtil.isNumeric(from) || Operands.isWidening(call);
        return widening ? operand(call, 0) : source.rowByRow(call);
    }

    private Expression operand(RexCall call, int index) {
        return compile(call.getOperands().get(index));
    }

    private List<Expression> operands(RexCall call) {
        return call.getOperands().stream().map(this::compile).toList();
    }

    /** Whether doubles give the node's value as SQL's arithmetic does. */
    static boolean isApproximate(RexNode node) {
        SqlTypeName type = node.getType().getSqlTypeName();
        if (type == SqlTypeName.DOUBLE || type == SqlTypeName.FLOAT) {
            return true;
        }
        // Whole numbers of up to 32 bits, and what SQL itself reads as a number only, fit a double.
        boolean small =
                type == SqlTypeName.TINYINT
                        || type == SqlTypeName.SMALLINT
                        || type == SqlTypeName.INTEGER;
        boolean leaf =
                node instanceof RexInputRef
                        || node instanceof RexLiteral
                        || node instanceof RexDynamicParam;
        return leaf && (small || type == SqlTypeName.DECIMAL && node instanceof RexLiteral);
    }
}
