package io.tidaldb.meta;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import org.apache.calcite.avatica.AvaticaSeverity;
import org.apache.calcite.avatica.NoSuchConnectionException;
import org.apache.calcite.avatica.remote.AvaticaRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.function.Supplier;

/** Turns the engine's failures into the ones that Avatica carries with SQLState and code. */
public final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /** Runs a call and translates what it throws. */
    public static <T> T translating(Supplier<T> call) {
        try {
            return call.get();
        } catch (RuntimeException | StackOverflowError e) {
            throw translate(e);
        }
    }

    /** The failure as Avatica knows it; what the engine did not foresee is logged. */
    public static RuntimeException translate(Throwable failure) {
        return switch (failure) {
            case AvaticaRuntimeException known -> known;
            case NoSuchConnectionException known -> known;
            case TidalException known -> failure(known.code(), known.getMessage(), known);
            case StackOverflowError deep ->
                    failure(
                            ErrorCode.LIMIT_EXCEEDED,
                            "The statement is nested too deeply; flatten its expressions.",
                            null);
            default -> {
                LOG.error("Unforeseen failure", failure);
                yield failure(
                        ErrorCode.INTERNAL,
                        "tidalDB failed in a way that it did not foresee ("
                                + failure
                                + ")."
                                + " Please report it with the log.",
                        failure);
            }
        };
    }

    /** A failure of this layer itself. */
    public static AvaticaRuntimeException failure(ErrorCode code, String message) {
        return failure(code, message, null);
    }

    private static AvaticaRuntimeException failure(
            ErrorCode code, String message, Throwable cause) {
        AvaticaRuntimeException failure =
                new AvaticaRuntimeException(
                        message, code.vendorCode(), code.sqlState(), AvaticaSeverity.ERROR);
        if (cause != null) {
            failure.initCause(cause);
        }
        return failure;
    }
}
