package io.tidaldb.graph;

import io.tidaldb.column.OrdinalSet;

/**
 * The edges of one relationship, at most one from a row to another, each with a weight and the time
 * it was made. One writer thread; readers on any thread.
 */
public final class EdgeSet {
    /** Room for that many edges of a row before its first growth. */
    private static final int FIRST_ROOM = 4;

    private final Rows<WeightedNeighbors> rows = new Rows<>();
    private final Adjacency sources = new Adjacency();
    private volatile long size;

    /** Makes an edge or replaces its weight and time; true if it is new. Writer only. */
    public boolean put(int from, int to, double weight, long at) {
        WeightedNeighbors row = rows.get(from);
        boolean isNew = row == null || !row.contains(to);
        if (row == null) {
            row = WeightedNeighbors.withTail(FIRST_ROOM);
            row.append(to, weight, at, true);
            rows.put(from, row);
        } else {
            withRoom(from, row).append(to, weight, at, isNew);
        }
        if (isNew) {
            sources.add(to, from);
            resize(1);
        }
        return isNew;
    }

    /** Removes an edge; false if there is none. Writer only. */
    public boolean remove(int from, int to) {
        if (!removeTarget(from, to)) {
            return false;
        }
        sources.remove(to, from);
        return true;
    }

    /** Removes every edge that starts from a row. Writer only. */
    public void removeFrom(int from) {
        WeightedNeighbors row = rows.get(from);
        if (row == null) {
            return;
        }
        rows.put(from, null);
        int[] targets = row.toArray();
        for (int to : targets) {
            sources.remove(to, from);
        }
        resize(-targets.length);
    }

    /** Removes every edge that leads to a row. Writer only. */
    public void removeTo(int to) {
        for (int from : sources.clear(to)) {
            removeTarget(from, to);
        }
    }

    /**
     * What edges from a row lead to, as of this call; changes that come later may or may not show.
     */
    public OrdinalSet targets(int from) {
        WeightedNeighbors row = rows.get(from);
        return row == null ? OrdinalSet.EMPTY : row;
    }

    /** The edge's weight, or NaN if there is no such edge. */
    public double weight(int from, int to) {
        WeightedNeighbors row = rows.get(from);
        return row == null ? Double.NaN : row.weight(to);
    }

    /**
     * When the edge was made or last replaced, in milliseconds since the epoch; {@link
     * Long#MIN_VALUE} if there is no such edge.
     */
    public long at(int from, int to) {
        WeightedNeighbors row = rows.get(from);
        return row == null ? Long.MIN_VALUE : row.time(to);
    }

    /** How many edges start from a row. */
    public int degree(int from) {
        return targets(from).cardinality();
    }

    /** How many edges there are. */
    public long size() {
        return size;
    }

    /**
     * Visits every edge, ordered by {@code from} and {@code to}. While the writer works it visits
     * each row's edges as they are when it comes to the row.
     */
    public void forEach(EdgeVisitor visitor) {
        int limit = rows.limit();
        for (int from = 0; from < limit; from++) {
            WeightedNeighbors row = rows.get(from);
            if (row != null) {
                row.forEach(from, visitor);
            }
        }
    }

    /** Visits the edges from a row, ordered by where they lead, as of this call. Any thread. */
    public void forEachFrom(int from, EdgeVisitor visitor) {
        WeightedNeighbors row = rows.get(from);
        if (row != null) {
            row.forEach(from, visitor);
        }
    }

    private boolean removeTarget(int from, int to) {
        WeightedNeighbors row = rows.get(from);
        if (row == null || !row.contains(to)) {
            return false;
        }
        if (row.cardinality() == 1) {
            rows.put(from, null);
        } else {
            withRoom(from, row).appendRemoval(to);
        }
        resize(-1);
        return true;
    }

    private WeightedNeighbors withRoom(int from, WeightedNeighbors row) {
        if (!row.full()) {
            return row;
        }
        WeightedNeighbors roomier = (WeightedNeighbors) row.withRoom();
        rows.put(from, roomier);
        return roomier;
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // there is one writer
    private void resize(int change) {
        size += change;
    }
}
