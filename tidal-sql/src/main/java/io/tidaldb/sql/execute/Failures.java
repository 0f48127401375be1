package io.tidaldb.sql.execute;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import java.time.DateTimeException;
import java.util.function.Supplier;
import org.apache.calcite.runtime.CalciteException;

/** Gives every failure of a running statement its code. */
final class Failures {
    private Failures() {}

    static <T> T translated(Supplier<T> work) {
        try {
            return work.get();
        } catch (TidalException e) {
            throw e;
        } catch (StackOverflowError e) {
            throw new TidalException(
                    ErrorCode.LIMIT_EXCEEDED, "the statement is nested too deeply; simplify it", e);
        } catch (RuntimeException e) {
            throw translate(e);
        }
    }

    static TidalException translate(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            TidalException known =
                    switch (cause) {
                        case TidalException e -> e;
                        case NumberFormatException e ->
                                new TidalException(
                                        ErrorCode.INVALID_TEXT,
                                        "a text could not be read as a number: " + e.getMessage(),
                                        e);
                        case ArithmeticException e -> arithmetic(e);
                        case DateTimeException e ->
                                new TidalException(
                                        ErrorCode.INVALID_TIMESTAMP, e.getMessage(), e);
                        case CalciteException e ->
                                new TidalException(ErrorCode.INVALID_VALUE, e.getMessage(), e);
                        default -> null;
                    };
            if (known != null) {
                return known;
            }
        }
        return new TidalException(
                ErrorCode.INTERNAL,
                "the statement failed inside the engine: "
                        + failure.getClass().getSimpleName()
                        + ": "
                        + firstLine(failure.getMessage()),
                failure);
    }

    private static TidalException arithmetic(ArithmeticException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("zero") || message.contains("Division")
                ? new TidalException(ErrorCode.DIVISION_BY_ZERO, "division by zero", e)
                : new TidalException(
                        ErrorCode.NUMERIC_OUT_OF_RANGE,
                        "a number is outside its type's range: " + message,
                        e);
    }

    private static String firstLine(String message) {
        return message == null ? "no message" : message.lines().findFirst().orElse("");
    }
}
