package io.tidaldb.text;

import org.apache.lucene.util.ThreadInterruptedException;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Does something whatever interrupts the thread, which stays interrupted. Lucene's waits and file
 * channels fail where an interrupt is pending, and may take the whole index along.
 */
final class Uninterrupted {
    private Uninterrupted() {}

    /** Something that can be done again if an interrupt ends it. */
    @FunctionalInterface
    interface Operation<T> {
        T run() throws IOException;
    }

    static <T> T get(Operation<T> operation) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return operation.run();
                } catch (ClosedByInterruptException | ThreadInterruptedException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
