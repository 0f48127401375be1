package io.tidaldb.sql.plan;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import org.apache.calcite.runtime.CalciteException;

/**
 * Tells what Calcite has no way to plan or to compile, as for instance MEMBER OF an array, from
 * defects of our own.
 */
final class PlanningErrors {
    private static final String OURS = "io.tidaldb.";
    private static final String THEIRS = "org.apache.calcite.";

    private PlanningErrors() {}

    /** What to throw instead; the failure itself if it is a defect or speaks for itself. */
    static RuntimeException translate(Throwable failure) {
        Throwable root = failure;
        while (!speaks(root) && root.getCause() != null) {
            root = root.getCause();
        }
        if (speaks(root) || !isCalcites(root)) {
            return failure instanceof RuntimeException known
                    ? known
                    : new IllegalStateException(failure);
        }
        if (String.valueOf(root.getMessage()).contains("64 KB")) {
            return new TidalException(
                    ErrorCode.LIMIT_EXCEEDED, "the statement is too large to compile", failure);
        }
        return new TidalException(
                ErrorCode.FEATURE_NOT_SUPPORTED,
                "the statement combines operators or types in a way that cannot be planned; write"
                        + " CAST where types differ, or split it",
                failure);
    }

    private static boolean speaks(Throwable failure) {
        return failure instanceof TidalException
                || failure instanceof CalciteException
                || failure instanceof ArithmeticException
                || failure instanceof NumberFormatException;
    }

    private static boolean isCalcites(Throwable root) {
        for (StackTraceElement frame : root.getStackTrace()) {
            if (frame.getClassName().startsWith(OURS)) {
                return false;
            }
            if (frame.getClassName().startsWith(THEIRS)
                    || frame.getClassName().startsWith("org.codehaus.")) {
                return true;
            }
        }
        return false;
    }
}
