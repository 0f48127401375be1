package io.tidaldb.sql.function;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.sql.parse.Positions;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * {@code CONTAINS(array, element)}: whether an element of the array equals the other; NULL if
 * either is NULL.
 */
public final class ContainsFunction extends ContextFunction {
    public static final ContainsFunction INSTANCE = new ContainsFunction();

    private ContainsFunction() {
        super("CONTAINS", ReturnTypes.BOOLEAN_NULLABLE, "contains");
    }

    @Override
    public SqlOperandCountRange getOperandCountRange() {
        return SqlOperandCountRanges.of(2);
    }

    @Override
    public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
        RelDataType array = binding.getOperandType(0);
        RelDataType component = array.getComponentType();
        RelDataType element = binding.getOperandType(1);
        if (component == null || array.getSqlTypeName() != SqlTypeName.ARRAY) {
            return refuse(
                    binding,
                    throwOnFailure,
                    "CONTAINS looks for an element of an array, and "
                            + binding.operand(0)
                            + " is "
                            + array
                            + advice(array));
        }
        SqlTypeName unit = unit(component);
        if (unit == SqlTypeName.ANY) {
            return refuse(
                    binding,
                    throwOnFailure,
                    "CONTAINS compares strings, whole numbers, decimals, booleans, dates and times;"
                            + " the elements of "
                            + binding.operand(0)
                            + " are "
                            + component);
        }
        if (element.getSqlTypeName() != SqlTypeName.NULL && unit(element) != unit) {
            return refuse(
                    binding,
                    throwOnFailure,
                    "the elements of "
                            + binding.operand(0)
                            + " are "
                            + component
                            + ", which cannot be compared with "
                            + element
                            + "; cast it");
        }
        return true;
    }

    private static boolean refuse(SqlCallBinding binding, boolean throwOnFailure, String why) {
        if (throwOnFailure) {
            throw Positions.error(ErrorCode.TYPE_MISMATCH, binding.getCall(), why);
        }
        return false;
    }

    private static String advice(RelDataType type) {
        if (type.getSqlTypeName() == SqlTypeName.ANY || type.getSqlTypeName() == SqlTypeName.NULL) {
            return "; cast it to an array, as CAST(? AS VARCHAR ARRAY)";
        }
        return SqlTypeFamily.CHARACTER.getTypeNames().contains(type.getSqlTypeName())
                ? "; for a part of a string write LIKE '%…%' or POSITION('…' IN …), for words of a"
                        + " text MATCH"
                : "; compare it with =";
    }

    /** Types of one unit can be compared; ANY for those that cannot be at all. */
    private static SqlTypeName unit(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case CHAR, VARCHAR -> SqlTypeName.VARCHAR;
            case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL -> SqlTypeName.DECIMAL;
            case BOOLEAN, DATE, TIME, TIMESTAMP -> type.getSqlTypeName();
            default -> SqlTypeName.ANY;
        };
    }
}
