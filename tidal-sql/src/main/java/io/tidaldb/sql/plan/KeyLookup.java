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

/** An equality of the primary key with a constant, by which one row is found without a scan. */
record KeyLookup(RowExpression key, boolean integer) {
    /** The look-up that a condition implies, or null. */
    static KeyLookup in(RexNode condition, TableDefinition table, RexBuilder rexBuilder) {
        if (condition == null || table.primaryKey().size() != 1) {
            return null;
        }
        int keyColumn = table.primaryKey().getFirst();
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
        Object value = key.evaluate(context, null);
        if (value == null) {
            return -1;
        }
        return integer ? table.ordinal(((Number) value).longValue()) : table.ordinal(value);
    }
}
