package io.tidaldb.vector;

/**
 * Takes retired nodes out of the graph, so that they can be used again: whoever was linked to one
 * is linked to its neighbours instead (Singh and others, FreshDiskANN, 2021). Done in steps, by one
 * thread at a time, while others search and link.
 */
final class Repair {
    private enum Phase {
        /** Threads that may still link to the leaving nodes go on. */
        CLOSING,
        UNLINKING,
        /** Threads that may still stand on the leaving nodes go on. */
        DRAINING,
        DONE
    }

    private final Nodes nodes;
    private final Linker linker;
    private final Readers readers;
    private final Tail tail;
    private final NodeSet leaving;
    private Phase phase = Phase.CLOSING;
    private long epoch;
    private int next;

    /**
     * @param leaving retired nodes that are not in the tail
     */
    Repair(Nodes nodes, Linker linker, Readers readers, Tail tail, NodeSet leaving) {
        this.nodes = nodes;
        this.linker = linker;
        this.readers = readers;
        this.tail = tail;
        this.leaving = leaving;
        linker.avoid(leaving);
        linker.leaveEntry(leaving, inTail());
        epoch = readers.advance();
    }

    private NodeSet inTail() {
        NodeSet set = new NodeSet(nodes.limit());
        tail.forEach(set::add);
        return set;
    }

    /** Goes on a little; false if it has to wait for others. Not to be called while walking. */
    boolean step() {
        switch (phase) {
            case CLOSING -> {
                if (!readers.passed(epoch)) {
                    return false;
                }
                phase = Phase.UNLINKING;
            }
            case UNLINKING -> {
                int limit = nodes.limit();
                try (Scratch scratch = readers.enter()) {
                    int to = Math.min(limit, next + Nodes.BLOCK);
                    while (next < to) {
                        unlink(scratch, next++);
                    }
                    if (next == limit) {
                        nodes.setFormerEntry(Nodes.NONE);
                        relinkUnreachable(scratch);
                    }
                }
                if (next == limit) {
                    clearLeaving();
                    epoch = readers.advance();
                    phase = Phase.DRAINING;
                }
            }
            case DRAINING -> {
                if (!readers.passed(epoch)) {
                    return false;
                }
                linker.avoid(null);
                for (int node : leaving.toArray()) {
                    // A block counts as changed only if it is: a restored one has such nodes.
                    if (nodes.ordinal(node) != Nodes.FREE) {
                        nodes.setOrdinal(node, Nodes.FREE);
                    }
                }
                phase = Phase.DONE;
            }
            case DONE -> throw new IllegalStateException("the repair is done");
        }
        return true;
    }

    boolean isDone() {
        return phase == Phase.DONE;
    }

    /** The nodes, which are in no list any more. */
    int[] nodes() {
        return leaving.toArray();
    }

    private void unlink(Scratch scratch, int node) {
        if (leaving.contains(node) || nodes.ordinal(node) == Nodes.FREE) {
            return;
        }
        for (int level = nodes.level(node); level >= 0; level--) {
            synchronized (nodes.lock(node)) {
                unlink(scratch, node, level);
            }
        }
    }

    private void unlink(Scratch scratch, int node, int level) {
        int[] links = nodes.links(node, level);
        int at = nodes.linkOffset(node, level);
        int count = links[at];
        int staying = 0;
        int[] candidates = null;
        for (int i = 1; i <= count; i++) {
            int neighbour = links[at + i];
            if (!leaving.contains(neighbour)) {
                staying++;
            } else if (candidates == null) {
                candidates = new int[nodes.capacity(level) * (nodes.capacity(level) + 1)];
            }
        }
        if (candidates == null) {
            return;
        }
        int size = 0;
        for (int i = 1; i <= count; i++) {
            int neighbour = links[at + i];
            if (!leaving.contains(neighbour)) {
                candidates[size++] = neighbour;
                continue;
            }
            int[] theirs = nodes.links(neighbour, level);
            int theirsAt = nodes.linkOffset(neighbour, level);
            for (int j = nodes.count(theirs, theirsAt, level); j > 0; j--) {
                int candidate = theirs[theirsAt + j];
                if (candidate != node
                        && candidate < nodes.limit()
                        && nodes.ordinal(candidate) >= 0) {
                    candidates[size++] = candidate;
                }
            }
        }
        if (size == staying) {
            nodes.setLinks(node, level, candidates, size);
        } else {
            linker.rechoose(scratch, node, level, candidates, size);
        }
    }

    /** A node to which no way leads from the entry any more is linked again. */
    private void relinkUnreachable(Scratch scratch) {
        NodeSet spared = inTail();
        for (int node : unreachable(nodes)) {
            if (!spared.contains(node) && !leaving.contains(node)) {
                linker.link(scratch, node);
            }
        }
    }

    /** The nodes with an ordinal that cannot be reached in the lowest layer. */
    static int[] unreachable(Nodes nodes) {
        // Read before the limit, it is below it.
        int entry = nodes.entry();
        int limit = nodes.limit();
        NodeSet lost = new NodeSet(limit);
        for (int node = 0; node < limit; node++) {
            if (nodes.ordinal(node) >= 0) {
                lost.add(node);
            }
        }
        NodeSet met = new NodeSet(limit);
        int[] queue = new int[limit];
        int size = 0;
        if (entry != Nodes.NONE) {
            met.add(entry);
            queue[size++] = entry;
        }
        for (int next = 0; next < size; next++) {
            int node = queue[next];
            lost.remove(node);
            int[] links = nodes.links(node, 0);
            int at = nodes.linkOffset(node, 0);
            for (int i = nodes.count(links, at, 0); i > 0; i--) {
                int neighbour = links[at + i];
                if (neighbour < limit && !met.contains(neighbour)) {
                    met.add(neighbour);
                    queue[size++] = neighbour;
                }
            }
        }
        return lost.toArray();
    }

    private void clearLeaving() {
        for (int node : leaving.toArray()) {
            for (int level = nodes.level(node); level >= 0; level--) {
                synchronized (nodes.lock(node)) {
                    if (nodes.degree(node, level) > 0) {
                        nodes.setLinks(node, level, new int[0], 0);
                    }
                }
            }
        }
    }
}
