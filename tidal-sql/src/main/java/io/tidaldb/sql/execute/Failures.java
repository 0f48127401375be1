package io.tidaldb.sql.execute;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import org.apache.calcite.runtime.CalciteException;

import java.time.DateTimeException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Gives every failure of a running statement its code. */
final class Failures {
    private static final Pattern TIME =
            Pattern.compile("DATE|TIME|YEAR|MONTH|DAY|HOUR|MINUTE|SECOND");

    private static final Pattern REMEMBERED =
            Pattern.compile(
                    "Exception (?<type>[\\w.$]+): (?<message>.*) \\[in thread .*", Pattern.DOTALL);

    private Failures() {}

    static <T> T translated(Supplier<T> work) {
        try {
            return work.get();
        } catch (TidalException e) {
            throw e;
        } catch (StackOverflowError e) {
            throw new TidalException(
                    ErrorCode.LIMIT_EXCEEDED, "the statement is nested too deeply; simplify it", e);
        } catch (RuntimeException | LinkageError | AssertionError e) {
            throw translate(e);
        }
    }

    static TidalException translate(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            TidalException known =
                    switch (cause) {
                        case TidalException e -> e;
                        case NumberFormatException e ->
                                new TidalException(
                                        ErrorCode.INVALID_TEXT,
                                        "a text is not a number: " + unreadable(e.getMessage()),
                                        e);
                        case ArithmeticException e -> arithmetic(e);
                        case DateTimeException e ->
                                new TidalException(ErrorCode.INVALID_TIMESTAMP, e.getMessage(), e);
                        case CalciteException e ->
                                new TidalException(ErrorCode.INVALID_VALUE, e.getMessage(), e);
                        case PatternSyntaxException e ->
                                new TidalException(
                                        ErrorCode.INVALID_VALUE,
                                        "the pattern is not valid: " + e.getDescription(),
                                        e);
                        case IllegalArgumentException e -> argument(e);
                        case IllegalStateException e
                                when String.valueOf(e.getMessage()).contains("SINGLE_VALUE") ->
                                new TidalException(
                                        ErrorCode.TOO_MANY_ROWS,
                                        "a sub-query that stands for one value gave several rows;"
                                                + " use LIMIT 1, an aggregate, or IN",
                                        e);
                        case ClassCastException e
                                when String.valueOf(e.getMessage()).contains("Comparable") ->
                                new TidalException(
                                        ErrorCode.FEATURE_NOT_SUPPORTED,
                                        "arrays have no order to sort or to compare by",
                                        e);
                        case IndexOutOfBoundsException e when isFunctions(e) ->
                                new TidalException(
                                        ErrorCode.INVALID_VALUE,
                                        "a position or length is outside of its text: "
                                                + e.getMessage(),
                                        e);
                        case RuntimeException e
                                when String.valueOf(e.getMessage()).startsWith("Invalid escape") ->
                                new TidalException(ErrorCode.INVALID_VALUE, e.getMessage(), e);
                        case ExceptionInInitializerError e
                                when e.getCause() == null && e.getMessage() != null ->
                                constant(e);
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

    /** Whether one of Calcite's functions threw it, and not code of ours. */
    private static boolean isFunctions(Throwable failure) {
        for (StackTraceElement frame : failure.getStackTrace()) {
            String thrower = frame.getClassName();
            if (!thrower.startsWith("java.") && !thrower.startsWith("jdk.")) {
                return thrower.startsWith("org.apache.calcite.runtime.");
            }
        }
        return false;
    }

    /** What the functions of generated code say of the values that they are given. */
    private static TidalException argument(IllegalArgumentException e) {
        String message = String.valueOf(e.getMessage());
        boolean time = TIME.matcher(message).find();
        return new TidalException(
                time ? ErrorCode.INVALID_TIMESTAMP : ErrorCode.INVALID_VALUE, message, e);
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

    /**
     * Generated code computes its constants when its class is initialised. The first execution
     * fails with the true cause; all later ones with what the machine remembers of it, a text.
     */
    private static TidalException constant(ExceptionInInitializerError e) {
        Matcher matcher = REMEMBERED.matcher(e.getMessage());
        if (!matcher.matches()) {
            return null;
        }
        String message = matcher.group("message");
        TidalException failure =
                switch (matcher.group("type")) {
                    case "java.lang.ArithmeticException" ->
                            translate(new ArithmeticException(message));
                    case "java.lang.NumberFormatException" ->
                            translate(new NumberFormatException(message));
                    default -> new TidalException(ErrorCode.INVALID_VALUE, message);
                };
        return new TidalException(failure.code(), failure.getMessage(), e);
    }

    private static String unreadable(String message) {
        String prefix = "For input string: ";
        return message != null && message.startsWith(prefix)
                ? message.substring(prefix.length())
                : String.valueOf(message);
    }

    private static String firstLine(String message) {
        return message == null ? "no message" : message.lines().findFirst().orElse("");
    }
}
