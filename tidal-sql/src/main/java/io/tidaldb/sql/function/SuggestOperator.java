package io.tidaldb.sql.function;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.sql.parse.Positions;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlTableFunction;
import org.apache.calcite.sql.TableCharacteristic;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;

/**
 * The table function that SUGGEST becomes before validation: {@code TABLE(SUGGESTED((SELECT key,
 * popularity FROM table WHERE condition), typed, whole, fuzzy, size))}. Each statement has an
 * instance of its own.
 */
public final class SuggestOperator extends SqlFunction implements SqlTableFunction {
    /** The operands after the query. */
    public static final int TYPED = 1;

    public static final int WHOLE = 2;
    public static final int FUZZY = 3;
    public static final int SIZE = 4;

    private final String index;
    private final int place;
    private final String keyName;

    /**
     * @param index the name of a text index
     * @param place which of its columns is completed
     * @param keyName the name of the table's key
     */
    public SuggestOperator(String index, int place, String keyName) {
        super(
                "SUGGESTED",
                SqlKind.OTHER_FUNCTION,
                ReturnTypes.CURSOR,
                null,
                null,
                SqlFunctionCategory.SYSTEM);
        this.index = index;
        this.place = place;
        this.keyName = keyName;
    }

    public String index() {
        return index;
    }

    public int place() {
        return place;
    }

    @Override
    public SqlReturnTypeInference getRowTypeInference() {
        return this::columns;
    }

    private RelDataType columns(SqlOperatorBinding binding) {
        RelDataType key = binding.getOperandType(0).getFieldList().getFirst().getType();
        RelDataTypeFactory types = binding.getTypeFactory();
        return types.builder()
                .add("suggestion", types.createSqlType(SqlTypeName.VARCHAR))
                .add("popularity", types.createSqlType(SqlTypeName.DOUBLE))
                .add("exact", types.createSqlType(SqlTypeName.BOOLEAN))
                .add(keyName, key)
                .build();
    }

    @Override
    public TableCharacteristic tableCharacteristic(int ordinal) {
        return ordinal == 0
                ? TableCharacteristic.builder(TableCharacteristic.Semantics.SET).build()
                : null;
    }

    @Override
    public boolean argumentMustBeScalar(int ordinal) {
        return ordinal != 0;
    }

    @Override
    public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
        for (SqlNode operand : call.getOperandList()) {
            validator.deriveType(scope, operand);
        }
        return validateOperands(validator, scope, call);
    }

    /** The popularity must be a number. */
    @Override
    public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
        RelDataType popularity = binding.getOperandType(0).getFieldList().get(1).getType();
        boolean number =
                SqlTypeUtil.isNumeric(popularity)
                        || popularity.getSqlTypeName() == SqlTypeName.NULL
                        || popularity.getSqlTypeName() == SqlTypeName.ANY;
        if (!number && throwOnFailure) {
            SqlNode query = binding.getCall().operand(0);
            throw Positions.error(
                    ErrorCode.TYPE_MISMATCH,
                    query instanceof SqlSelect select ? select.getSelectList().get(1) : query,
                    "popularity must be a number, and this one is " + popularity);
        }
        return number;
    }

    @Override
    public SqlOperandCountRange getOperandCountRange() {
        return SqlOperandCountRanges.of(SIZE + 1);
    }
}
