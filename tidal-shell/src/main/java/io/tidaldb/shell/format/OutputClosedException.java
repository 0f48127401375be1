package io.tidaldb.shell.format;

import java.io.PrintStream;

/** Whoever read the output, such as {@code head}, has had enough. */
public final class OutputClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutputClosedException() {
        super("the output was closed", null, false, false);
    }

    /** Flushes, and finds out whether anybody still reads. */
    static void check(PrintStream out) {
        if (out.checkError()) {
            throw new OutputClosedException();
        }
    }
}
