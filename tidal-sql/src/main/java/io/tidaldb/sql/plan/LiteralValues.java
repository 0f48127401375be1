package io.tidaldb.sql.plan;

import org.apache.calcite.rex.RexLiteral;

import java.math.BigDecimal;

/** Literals in Calcite's runtime representation. */
final class LiteralValues {
    private LiteralValues() {}

    /** Whether {@link #of} knows the literal's type. */
    static boolean isSimple(RexLiteral literal) {
        return literal.isNull()
                || switch (literal.getType().getSqlTypeName()) {
                    case BOOLEAN,
                            TINYINT,
                            SMALLINT,
                            INTEGER,
                            BIGINT,
                            DECIMAL,
                            REAL,
                            FLOAT,
                            DOUBLE,
                            CHAR,
                            VARCHAR,
                            DATE,
                            TIME,
                            TIMESTAMP ->
                            true;
                    default ->
                            org.apache.calcite.sql.type.SqlTypeName.DAY_INTERVAL_TYPES.contains(
                                    literal.getType().getSqlTypeName());
                };
    }

    static Object of(RexLiteral literal) {
        if (literal.isNull()) {
            return null;
        }
        return switch (literal.getType().getSqlTypeName()) {
            case BOOLEAN -> literal.getValueAs(Boolean.class);
            case TINYINT -> number(literal).byteValueExact();
            case SMALLINT -> number(literal).shortValueExact();
            case INTEGER, DATE, TIME -> literal.getValueAs(Integer.class);
            case BIGINT, TIMESTAMP -> literal.getValueAs(Long.class);
            case DECIMAL -> number(literal);
            case REAL -> number(literal).floatValue();
            case FLOAT, DOUBLE -> number(literal).doubleValue();
            case CHAR, VARCHAR -> literal.getValueAs(String.class);
            default -> number(literal).longValue();
        };
    }

    private static BigDecimal number(RexLiteral literal) {
        return literal.getValueAs(BigDecimal.class);
    }
}
