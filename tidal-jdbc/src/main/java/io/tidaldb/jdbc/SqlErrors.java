package io.tidaldb.jdbc;

import org.apache.calcite.avatica.AvaticaSeverity;
import org.apache.calcite.avatica.NoSuchConnectionException;
import org.apache.calcite.avatica.NoSuchStatementException;
import org.apache.calcite.avatica.remote.AvaticaRuntimeException;

import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import java.util.concurrent.Callable;

/**
 * Turns failures into {@link SQLException}s that carry the engine's sentence, SQLState and vendor
 * code, and whose class fits the SQLState's class as JDBC asks.
 */
final class SqlErrors {
    static final String CANCELLED = "57014";
    static final String CONNECTION_FAILURE = "08006";
    static final String CANNOT_CONNECT = "08001";
    static final String CLOSED = "08003";
    private static final String CONFIGURATION = "F0000";

    /** Client-side failures have vendor codes of their own, above the engine's. */
    static final int CLIENT_ERROR = 9000;

    private SqlErrors() {}

    /** Runs a call and translates what it throws. */
    static <T> T translating(Callable<T> call) throws SQLException {
        try {
            return call.call();
        } catch (Exception e) {
            throw translate(e);
        }
    }

    static SQLException translate(Exception failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 10; depth++) {
            if (cause instanceof AvaticaRuntimeException) {
                AvaticaRuntimeException known = (AvaticaRuntimeException) cause;
                return create(
                        known.getErrorMessage(),
                        known.getSqlState(),
                        known.getErrorCode(),
                        known.getCause());
            }
            if (cause instanceof SQLException && ((SQLException) cause).getSQLState() != null) {
                return (SQLException) cause;
            }
            if (cause instanceof NoSuchConnectionException) {
                return create(
                        "The server no longer knows this connection; connect again.",
                        CLOSED,
                        CLIENT_ERROR,
                        failure);
            }
            if (cause instanceof NoSuchStatementException) {
                return create(
                        "The server no longer knows this statement; prepare it again.",
                        "26000",
                        CLIENT_ERROR,
                        failure);
            }
            cause = cause.getCause();
        }
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        // Avatica's own refusals, such as of a closed statement, come without a state.
        String state = message.contains("closed") ? CLOSED : "HY000";
        return create(message, state, CLIENT_ERROR, failure);
    }

    static SQLException configuration(String message) {
        return create(message, CONFIGURATION, CLIENT_ERROR, null);
    }

    static SQLException client(String state, String message) {
        return create(message, state, CLIENT_ERROR, null);
    }

    static SQLException unsupported(String message) {
        return create(message, "0A000", CLIENT_ERROR, null);
    }

    static AvaticaRuntimeException failure(String state, String message, Throwable cause) {
        AvaticaRuntimeException failure =
                new AvaticaRuntimeException(message, CLIENT_ERROR, state, AvaticaSeverity.ERROR);
        if (cause != null) {
            failure.initCause(cause);
        }
        return failure;
    }

    static SQLException create(String message, String state, int code, Throwable cause) {
        switch (state.substring(0, Math.min(2, state.length()))) {
            case "08":
                return state.equals(CONNECTION_FAILURE)
                        ? new SQLTransientConnectionException(message, state, code, cause)
                        : new SQLNonTransientConnectionException(message, state, code, cause);
            case "0A":
                return new SQLFeatureNotSupportedException(message, state, code, cause);
            case "22":
                return new SQLDataException(message, state, code, cause);
            case "23":
                return new SQLIntegrityConstraintViolationException(message, state, code, cause);
            case "28":
                return new SQLInvalidAuthorizationSpecException(message, state, code, cause);
            case "40":
                return new SQLTransactionRollbackException(message, state, code, cause);
            case "42":
                return new SQLSyntaxErrorException(message, state, code, cause);
            case "53":
                return new SQLTransientException(message, state, code, cause);
            default:
                return new SQLException(message, state, code, cause);
        }
    }
}
