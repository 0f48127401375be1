package io.tidaldb.sql.function;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.sql.parse.Positions;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
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
import org.apache.calcite.sql.type.SqlOperandTypeInference;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;

import java.util.List;

/**
 * The table function that a ranked SELECT becomes before validation: {@code TABLE(RANKED((SELECT …,
 * score, key, cap columns FROM … WHERE …), whole numbers))}. It gives the query's rows in rank
 * order, without the hidden columns at their end. Each statement has an instance of its own.
 */
public final class RankedOperator extends SqlFunction implements SqlTableFunction {
    private static final SqlOperandTypeInference WHOLE_NUMBERS =
            (binding, returnType, types) -> {
                RelDataType whole = binding.getTypeFactory().createSqlType(SqlTypeName.BIGINT);
                for (int i = 1; i < types.length; i++) {
                    types[i] = whole;
                }
            };

    private final List<String> capNames;
    private final boolean strict;
    private final boolean hasOffset;
    private final boolean hasFetch;

    /**
     * @param capNames the columns of DIVERSIFY BY, for messages
     * @param strict whether DIVERSIFY is STRICT
     * @param hasOffset whether the operand after the query is OFFSET
     * @param hasFetch whether the next one is LIMIT; the rest are the maxima of the caps
     */
    public RankedOperator(
            List<String> capNames, boolean strict, boolean hasOffset, boolean hasFetch) {
        super(
                "RANKED",
                SqlKind.OTHER_FUNCTION,
                ReturnTypes.CURSOR,
                WHOLE_NUMBERS,
                null,
                SqlFunctionCategory.SYSTEM);
        this.capNames = List.copyOf(capNames);
        this.strict = strict;
        this.hasOffset = hasOffset;
        this.hasFetch = hasFetch;
    }

    public List<String> capNames() {
        return capNames;
    }

    public boolean isStrict() {
        return strict;
    }

    /** The index of OFFSET among the operands, or -1. */
    public int offsetOperand() {
        return hasOffset ? 1 : -1;
    }

    /** The index of LIMIT among the operands, or -1. */
    public int fetchOperand() {
        return hasFetch ? (hasOffset ? 2 : 1) : -1;
    }

    /** The index of a cap's maximum among the operands. */
    public int capOperand(int cap) {
        return 1 + (hasOffset ? 1 : 0) + (hasFetch ? 1 : 0) + cap;
    }

    /** How many columns at the end of the query are not shown: score, key and caps. */
    public int hiddenColumns() {
        return 2 + capNames.size();
    }

    @Override
    public SqlReturnTypeInference getRowTypeInference() {
        return this::visibleColumns;
    }

    private RelDataType visibleColumns(SqlOperatorBinding binding) {
        RelDataType input = binding.getOperandType(0);
        RelDataTypeFactory.Builder builder = binding.getTypeFactory().builder();
        builder.addAll(input.getFieldList().subList(0, input.getFieldCount() - hiddenColumns()));
        return builder.build();
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

    /** The score must be a number. */
    @Override
    public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
        List<RelDataTypeField> columns = binding.getOperandType(0).getFieldList();
        RelDataType score = columns.get(columns.size() - hiddenColumns()).getType();
        boolean number =
                SqlTypeUtil.isNumeric(score)
                        || score.getSqlTypeName() == SqlTypeName.NULL
                        || score.getSqlTypeName() == SqlTypeName.ANY;
        if (!number && throwOnFailure) {
            SqlNode query = binding.getCall().operand(0);
            SqlNode at =
                    query instanceof SqlSelect select
                            ? select.getSelectList()
                                    .get(select.getSelectList().size() - hiddenColumns())
                            : query;
            throw Positions.error(
                    ErrorCode.TYPE_MISMATCH,
                    at,
                    "the score must be a number, and this one is " + score);
        }
        return number;
    }

    @Override
    public SqlOperandCountRange getOperandCountRange() {
        return SqlOperandCountRanges.from(1);
    }
}
