package io.tidaldb.store;

/** Is told how far a long run over many things is. */
@FunctionalInterface
interface Advance {
    Advance SILENT = (done, total) -> {};

    /**
     * Called often.
     *
     * @param done how many are done
     * @param total how many there are, or -1 where that is not known
     */
    void at(long done, long total);
}
