package io.tidaldb.sql.plan;

import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The types of parameters that are operands of functions, of which Calcite says nothing: a number
 * for POWER, a text for UPPER, and for GREATEST and LEAST what the other operands are.
 */
final class ParameterTypes {
    private static final Set<String> NUMERIC =
            Set.of(
                    "ABS", "LN", "LOG10", "LOG2", "EXP", "SQRT", "CBRT", "POWER", "POW", "SIGN",
                    "FLOOR", "CEIL", "SIN", "COS", "TAN", "ASIN", "ACOS", "ATAN", "ATAN2", "SINH",
                    "COSH", "TANH", "-", "+");

    private static final Set<String> TEXT =
            Set.of("UPPER", "LOWER", "CHAR_LENGTH", "CHARACTER_LENGTH", "POSITION", "TRIM", "||");

    private static final Set<String> OTHERS =
            Set.of(
                    "MOD",
                    "ROUND",
                    "TRUNCATE",
                    "SUBSTRING",
                    "OVERLAY",
                    "AGE",
                    "FRESHNESS",
                    "GREATEST",
                    "LEAST",
                    "CASE",
                    "CAST",
                    "CONTAINS");

    private static final Set<String> KNOWN =
            Stream.of(NUMERIC, TEXT, OTHERS)
                    .flatMap(Set::stream)
                    .collect(Collectors.toUnmodifiableSet());

    private final RelDataTypeFactory factory;

    /** Whether a node's own operands tell the types of the parameters among them. */
    static boolean areKnownFrom(SqlNode node) {
        return node instanceof SqlCall call
                && (call.isA(SqlKind.BINARY_ARITHMETIC)
                        || KNOWN.contains(call.getOperator().getName().toUpperCase(Locale.ROOT)));
    }

    ParameterTypes(RelDataTypeFactory factory) {
        this.factory = factory;
    }

    /**
     * The type of an operand, or null where nothing is known of it.
     *
     * @param types of the operands that are no parameters
     */
    RelDataType of(SqlCall call, int operand, Function<SqlNode, RelDataType> types) {
        String function = call.getOperator().getName().toUpperCase(Locale.ROOT);
        if (TEXT.contains(function)) {
            return factory.createSqlType(SqlTypeName.VARCHAR);
        }
        if (NUMERIC.contains(function)) {
            boolean unary = call.operandCount() == 1 || Character.isLetter(function.charAt(0));
            return unary ? factory.createSqlType(SqlTypeName.DOUBLE) : null;
        }
        return switch (function) {
            case "MOD" -> factory.createSqlType(SqlTypeName.BIGINT);
            case "ROUND", "TRUNCATE" ->
                    factory.createSqlType(operand == 0 ? SqlTypeName.DOUBLE : SqlTypeName.INTEGER);
            case "SUBSTRING", "OVERLAY" ->
                    factory.createSqlType(operand == 0 ? SqlTypeName.VARCHAR : SqlTypeName.INTEGER);
            case "AGE", "FRESHNESS" ->
                    operand == 0
                            ? factory.createSqlType(SqlTypeName.TIMESTAMP, 3)
                            : factory.createSqlIntervalType(
                                    new SqlIntervalQualifier(
                                            TimeUnit.DAY, TimeUnit.SECOND, SqlParserPos.ZERO));
            case "CONTAINS" -> element(call, operand, types);
            case "GREATEST", "LEAST" -> ofOthers(call.getOperandList(), types);
            default -> null;
        };
    }

    private static RelDataType element(
            SqlCall call, int operand, Function<SqlNode, RelDataType> types) {
        return operand == 0 || call.operand(0) instanceof SqlDynamicParam
                ? null
                : types.apply(call.operand(0)).getComponentType();
    }

    private RelDataType ofOthers(List<SqlNode> operands, Function<SqlNode, RelDataType> types) {
        List<RelDataType> known =
                operands.stream().filter(o -> !(o instanceof SqlDynamicParam)).map(types).toList();
        return known.isEmpty() ? null : factory.leastRestrictive(known);
    }
}
