package io.tidaldb.error;

/**
 * What went wrong, as a caller's program sees it. The SQLState follows the SQL standard's classes
 * and, inside them, PostgreSQL's subclasses; the vendor code is stable across releases.
 */
public enum ErrorCode {
    SYNTAX_ERROR("42601", 1001),
    UNKNOWN_TABLE("42P01", 1002),
    UNKNOWN_COLUMN("42703", 1003),
    UNKNOWN_FUNCTION("42883", 1004),
    UNKNOWN_SIGNAL("42704", 1005),
    UNKNOWN_PROFILE("42704", 1006),
    UNKNOWN_RELATIONSHIP("42704", 1007),
    WINDOW_NOT_KEPT("42704", 1008),
    HALF_LIFE_NOT_KEPT("42704", 1009),
    AMBIGUOUS_NAME("42702", 1010),
    DUPLICATE_OBJECT("42710", 1011),
    INVALID_DEFINITION("42611", 1012),
    TYPE_MISMATCH("42804", 1013),
    INVALID_STATEMENT("42000", 1014),
    DEPENDENT_OBJECTS("2BP01", 1015),
    UNKNOWN_INDEX("42704", 1016),

    INVALID_VALUE("22023", 2001),
    NUMERIC_OUT_OF_RANGE("22003", 2002),
    INVALID_TEXT("22018", 2003),
    INVALID_TIMESTAMP("22008", 2004),
    DIMENSION_MISMATCH("22026", 2005),
    INVALID_WEIGHT("22003", 2006),
    DIVISION_BY_ZERO("22012", 2007),
    STRING_TOO_LONG("22001", 2008),
    MISSING_PARAMETER("07002", 2009),
    TOO_MANY_ROWS("21000", 2010),

    NOT_NULL_VIOLATION("23502", 3001),
    UNKNOWN_ENTITY("23503", 3002),
    DUPLICATE_KEY("23505", 3003),

    SERIALIZATION_FAILURE("40001", 4001),
    READ_ONLY("25006", 4002),

    FEATURE_NOT_SUPPORTED("0A000", 5001),
    LIMIT_EXCEEDED("54000", 5002),
    OVERLOADED("53300", 5003),
    INDEX_NOT_READY("55000", 5004),

    CANCELLED("57014", 6001),
    CLOSED("08003", 6002),
    DIRECTORY_LOCKED("55006", 6003),
    INVALID_CONFIGURATION("F0000", 6004),

    INPUT_OUTPUT("58030", 7001),
    DATA_CORRUPTED("XX001", 7002),
    FORMAT_TOO_NEW("XX003", 7003),
    INTERNAL("XX000", 7004);

    private final String sqlState;
    private final int vendorCode;

    ErrorCode(String sqlState, int vendorCode) {
        this.sqlState = sqlState;
        this.vendorCode = vendorCode;
    }

    /** Five characters, as {@link java.sql.SQLException#getSQLState()} reports them. */
    public String sqlState() {
        return sqlState;
    }

    /** A positive number, as {@link java.sql.SQLException#getErrorCode()} reports it. */
    public int vendorCode() {
        return vendorCode;
    }
}
