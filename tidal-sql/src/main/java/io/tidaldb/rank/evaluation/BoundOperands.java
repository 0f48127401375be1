package io.tidaldb.rank.evaluation;

import io.tidaldb.rank.expression.LongOperand;
import io.tidaldb.rank.expression.TextOperand;
import io.tidaldb.rank.expression.Values;

import java.math.BigDecimal;

/** What columns are compared with in one execution. */
record BoundOperands(Values parameters) {
    /** The operand in the column's unit; null for NULL. */
    BigDecimal value(LongOperand operand) {
        return switch (operand) {
            case LongOperand.Constant constant -> BigDecimal.valueOf(constant.value());
            case LongOperand.Parameter parameter -> {
                BigDecimal value = parameters.decimalValue(parameter.index());
                yield value == null ? null : value.scaleByPowerOfTen(parameter.scale());
            }
        };
    }

    /** Null for NULL. */
    String value(TextOperand operand) {
        return switch (operand) {
            case TextOperand.Constant constant -> constant.value();
            case TextOperand.Parameter parameter -> parameters.stringValue(parameter.index());
        };
    }
}
