package io.tidaldb.sql.plan;

import io.tidaldb.schema.TableDefinition;
import io.tidaldb.sql.runtime.StatementContext;
import io.tidaldb.table.Table;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

/** An equality of a column with a constant, by which rows are found without looking at all. */
record KeyLookup(RowExpression key, boolean integer) {
    /** The look-up of a row by its primary key that a condition implies, or null. */
    static KeyLookup in(RexNode condition, TableDefinition table, RexBuilder rexBuilder) {
        return table.primaryKey().size() == 1
                ? in(condition, table.primaryKey().getFirst(), rexBuilder)
                : null;
    }

    /** The look-up by a column of integers or strings that a condition implies, or null. */
    static KeyLookup in(RexNode condition, int keyColumn, RexBuilder rexBuilder) {
        if (condition == null) {
            return null;
        }
        RexNode plain = RexUtil.expandSearch(rexBuilder, null, condition);
        for (RexNode conjunct : RelOptUtil.conjunctions(plain)) {
            if (conjunct instanceof RexCall call && call.getKind() == SqlKind.EQUALS) {
                KeyLookup lookup =
                        of(
                                call.getOperands().get(0),
                                call.getOperands().get(1),
                                keyColumn,
                                rexBuilder);
                if (lookup == null) {
                    lookup =
                            of(
                                    call.getOperands().get(1),
                                    call.getOperands().get(0),
                                    keyColumn,
                                    rexBuilder);
                }
                if (lookup != null) {
                    return lookup;
                }
            }
        }
        return null;
    }

    private static KeyLookup of(
            RexNode column, RexNode constant, int keyColumn, RexBuilder rexBuilder) {
        RexNode value = Operands.stripWidening(constant);
        if (Operands.column(column) != keyColumn || !Operands.isRowIndependent(value)) {
            return null;
        }
        boolean integer = isInteger(value.getType().getSqlTypeName());
        boolean text = SqlTypeName.CHAR_TYPES.contains(value.getType().getSqlTypeName());
        boolean integerKey = isInteger(Operands.stripWidening(column).getType().getSqlTypeName());
        if (integerKey ? !integer : !text) {
            return null;
        }
        return new KeyLookup(RowExpressions.ofConstants(rexBuilder).compile(value), integerKey);
    }

    private static boolean isInteger(SqlTypeName type) {
        return SqlTypeName.INT_TYPES.contains(type);
    }

    /** The ordinal of the row, or -1. */
    int find(StatementContext context, Table table) {
        Object value = value(context);
        return switch (value) {
            case null -> -1;
            case Long number -> table.ordinal(number.longValue());
            default -> table.ordinal(value);
        };
    }

    /** The constant, {@link Long} or {@link String}; null for NULL. */
    Object value(StatementContext context) {
        Object value = key.evaluate(context, null);
        return value != null && integer ? (Object) ((Number) value).longValue() : value;
    }
}
