package io.tidaldb.graph;

import io.tidaldb.column.OrdinalSet;

import java.util.function.Supplier;

/**
 * For each ordinal on one side, the set of ordinals it is connected to on the other; nothing is
 * known about a connection but that it is there.
 */
public final class Adjacency {
    private final Rows<Neighbors> rows = new Rows<>();

    /** What {@link #fetch} met; it means nothing, but keeps the fetching from being left out. */
    @SuppressWarnings("unused")
    private long met;

    /**
     * The ordinals connected to {@code from}, as of this call; changes that come later may or may
     * not show. Any thread.
     */
    public OrdinalSet of(int from) {
        Neighbors row = rows.get(from);
        return row == null ? OrdinalSet.EMPTY : row;
    }

    /** The ordinals connected to {@code from}, ascending; as {@link #of}. Any thread. */
    public int[] members(int from) {
        Neighbors row = rows.get(from);
        return row == null ? Neighbors.NONE : row.toArray();
    }

    /**
     * Has the memory fetch what adding to some rows needs, all at a time; adding to each by itself
     * would wait for each. Negative ordinals are left out. Writer only.
     */
    public void fetch(int[] from, int first, int last) {
        int sum = 0;
        for (int i = first; i < last; i++) {
            Neighbors row = from[i] < 0 ? null : rows.get(from[i]);
            sum += row == null ? 0 : row.touch();
        }
        met += sum;
    }

    /** One more than the largest ordinal that may be connected. Any thread. */
    public int limit() {
        return rows.limit();
    }

    /** Connects; false if it was connected already. Writer only. */
    public boolean add(int from, int to) {
        Neighbors row = rows.get(from);
        if (row == null) {
            row = Neighbors.empty();
            row.appendMember(to, true);
            rows.put(from, row);
            return true;
        }
        if (row.contains(to)) {
            return false;
        }
        withRoom(from, row).appendMember(to, true);
        return true;
    }

    /** Disconnects; false if it was not connected. Writer only. */
    public boolean remove(int from, int to) {
        Neighbors row = rows.get(from);
        if (row == null || !row.contains(to)) {
            return false;
        }
        if (row.cardinality() == 1) {
            rows.put(from, null);
        } else {
            withRoom(from, row).appendRemoval(to);
        }
        return true;
    }

    /**
     * Disconnects {@code from} from everything and returns what that was, ascending. Writer only.
     */
    public int[] clear(int from) {
        Neighbors row = rows.get(from);
        if (row == null) {
            return Neighbors.NONE;
        }
        rows.put(from, null);
        return row.toArray();
    }

    /**
     * What {@code from} is connected to as of this call, ascending: worked out when asked for, on
     * any thread. Null for nothing. Writer only.
     */
    public Supplier<int[]> snapshot(int from) {
        Neighbors row = rows.get(from);
        if (row == null) {
            return null;
        }
        int length = row.length();
        return () -> row.ordinals(row.merge(length));
    }

    /** Connects {@code from}, which was not connected, to ordinals in ascending order. */
    public void restore(int from, int[] members) {
        rows.put(from, new Neighbors(members, new int[4], 0, members.length, false));
    }

    private Neighbors withRoom(int from, Neighbors row) {
        if (!row.full()) {
            return row;
        }
        Neighbors roomier = row.withRoom();
        rows.put(from, roomier);
        return roomier;
    }
}
