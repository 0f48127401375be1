package io.tidaldb.graph;

/** Receives edges. */
@FunctionalInterface
public interface EdgeVisitor {
    /**
     * @param from ordinal of the row the edge starts from
     * @param to ordinal of the row it leads to
     * @param at when it was made or last replaced, in milliseconds since the epoch, UTC
     */
    void edge(int from, int to, double weight, long at);
}
