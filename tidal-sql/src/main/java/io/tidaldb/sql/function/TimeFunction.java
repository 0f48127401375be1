package io.tidaldb.sql.function;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.sql.parse.Positions;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;

/** A function of a timestamp and, it may be, of an interval of days to seconds. */
final class TimeFunction extends ContextFunction {
    private final String signature;
    private final int operands;

    TimeFunction(String name, String method, String signature, int operands) {
        super(name, ReturnTypes.DOUBLE_NULLABLE, method);
        this.signature = signature;
        this.operands = operands;
    }

    @Override
    public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
        boolean fits =
                binding.getOperandCount() == operands
                        && fits(binding.getOperandType(0), SqlTypeFamily.TIMESTAMP)
                        && (operands == 1
                                || fits(
                                        binding.getOperandType(1),
                                        SqlTypeFamily.INTERVAL_DAY_TIME));
        if (!fits && throwOnFailure) {
            throw Positions.error(
                    ErrorCode.TYPE_MISMATCH,
                    binding.getCall(),
                    "write " + signature + ", where the interval is like INTERVAL '48' HOUR");
        }
        return fits;
    }

    private static boolean fits(RelDataType type, SqlTypeFamily family) {
        return type.getSqlTypeName() == SqlTypeName.NULL
                || family.getTypeNames().contains(type.getSqlTypeName());
    }
}
