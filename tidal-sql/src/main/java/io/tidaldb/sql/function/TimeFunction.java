package io.tidaldb.sql.function;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.sql.parse.Positions;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;

import java.util.List;

/** A function of timestamps and of an interval of days to seconds. */
final class TimeFunction extends ContextFunction {
    private final String signature;
    private final List<SqlTypeFamily> operands;

    /**
     * @param signature as it is written, for messages
     * @param operands the families of all operands, those included that the rewriter adds
     */
    TimeFunction(String name, String method, String signature, SqlTypeFamily... operands) {
        super(name, ReturnTypes.DOUBLE_NULLABLE, method);
        this.signature = signature;
        this.operands = List.of(operands);
    }

    @Override
    public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
        boolean fits = binding.getOperandCount() == operands.size();
        for (int i = 0; fits && i < operands.size(); i++) {
            fits = fits(binding.getOperandType(i), operands.get(i));
        }
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
