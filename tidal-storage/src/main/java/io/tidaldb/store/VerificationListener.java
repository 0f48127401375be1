package io.tidaldb.store;

/** Is told how verifying a store goes on, on the thread that verifies it. May throw to end it. */
@FunctionalInterface
public interface VerificationListener {
    /** Wants to know nothing. */
    VerificationListener SILENT = (part, done, total) -> {};

    /**
     * Called often.
     *
     * @param part what is looked at: {@code files}, the name of a family, or a comparison
     * @param done how many files, log positions, rows, edges or pages are done
     * @param total how many there are, or -1 where that is not known
     */
    void progress(String part, long done, long total);
}
