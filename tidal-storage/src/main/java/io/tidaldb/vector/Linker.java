package io.tidaldb.vector;

import java.util.Arrays;

/**
 * Puts nodes among their neighbours (algorithms 1 and 4 of Malkov and Yashunin). Any number of
 * threads link different nodes at once.
 */
final class Linker {
    /** How much of a list is filled with the nearest that are not in new directions, in eighths. */
    private static final int FILLED = 6;

    private final Nodes nodes;
    private final int width;
    private final Object entryLock = new Object();

    /** Nodes that nobody may link to any more; null while there are none. */
    private volatile NodeSet avoided;

    Linker(Nodes nodes, int width) {
        this.nodes = nodes;
        this.width = width;
    }

    void avoid(NodeSet set) {
        avoided = set;
    }

    private boolean isAvoided(int node) {
        NodeSet set = avoided;
        return set != null && set.contains(node);
    }

    /** Links a node, whose own lists are replaced. */
    void link(Scratch scratch, int node) {
        int entry = nodes.entry();
        if (entry == Nodes.NONE) {
            synchronized (entryLock) {
                entry = nodes.entry();
                if (entry == Nodes.NONE) {
                    nodes.setEntry(node);
                    return;
                }
            }
        }
        scratch.probe.node(node);
        int level = nodes.level(node);
        int top = Math.min(level, nodes.level(entry));
        int[][] lists = new int[top + 1][];
        scratch.beam.begin(
                scratch.probe, width, scratch.probe.score(node), nodes.degree, Nodes.salt(node));
        scratch.beam.seed(scratch.beam.descend(scratch.probe, entry, top));
        int former = nodes.formerEntry();
        if (former != Nodes.NONE && nodes.level(former) >= top) {
            scratch.beam.seed(scratch.beam.descend(scratch.probe, former, top));
        }
        for (int l = top; l >= 0; l--) {
            scratch.beam.walk(l, Integer.MAX_VALUE);
            int count = scratch.beam.size();
            long[] found = scratch.beam.sorted();
            lists[l] = new int[nodes.capacity(l)];
            int chosen = choose(scratch, node, found, count, lists[l]);
            synchronized (nodes.lock(node)) {
                nodes.setLinks(node, l, lists[l], chosen);
            }
            if (l > 0) {
                int[] seeds = new int[count];
                for (int i = 0; i < count; i++) {
                    seeds[i] = ScoreKey.id(found[count - 1 - i]) ^ Nodes.salt(node);
                }
                scratch.beam.restart(nodes.degree);
                for (int seed : seeds) {
                    scratch.beam.seed(seed);
                }
            }
        }
        // From below, so that whoever comes upon the node finds a way on.
        for (int l = 0; l <= top; l++) {
            int count = nodes.degree(node, l);
            for (int i = 0; i < count; i++) {
                linkBack(scratch, lists[l][i], node, l);
            }
        }
        if (nodes.degree(node, 0) == 0) {
            linkToEntry(scratch, node);
        }
        if (level > top) {
            synchronized (entryLock) {
                int now = nodes.entry();
                if (now == Nodes.NONE || level > nodes.level(now)) {
                    nodes.setEntry(node);
                }
            }
        }
    }

    /** For a node that met none but avoided ones. */
    private void linkToEntry(Scratch scratch, int node) {
        int entry;
        synchronized (entryLock) {
            entry = nodes.entry();
            if (entry == Nodes.NONE || isAvoided(entry)) {
                nodes.setEntry(node);
                return;
            }
        }
        if (entry != node) {
            linkBack(scratch, node, entry, 0);
            linkBack(scratch, entry, node, 0);
        }
    }

    /** Moves the entry to another node, if any, when it is to be avoided. */
    void leaveEntry(NodeSet leaving, NodeSet unlinked) {
        synchronized (entryLock) {
            int entry = nodes.entry();
            if (entry == Nodes.NONE || !leaving.contains(entry)) {
                return;
            }
            int best = Nodes.NONE;
            int limit = nodes.limit();
            for (int node = 0; node < limit; node++) {
                if (nodes.ordinal(node) != Nodes.FREE
                        && !leaving.contains(node)
                        && !unlinked.contains(node)
                        && (best == Nodes.NONE || nodes.level(node) > nodes.level(best))) {
                    best = node;
                }
            }
            nodes.setFormerEntry(entry);
            nodes.setEntry(best);
        }
    }

    private void linkBack(Scratch scratch, int node, int target, int level) {
        synchronized (nodes.lock(node)) {
            int[] links = nodes.links(node, level);
            int at = nodes.linkOffset(node, level);
            int count = links[at];
            for (int i = 1; i <= count; i++) {
                if (links[at + i] == target) {
                    return;
                }
            }
            if (count < nodes.capacity(level)) {
                nodes.addLink(node, level, target);
            } else {
                System.arraycopy(links, at + 1, scratch.ids, 0, count);
                scratch.ids[count] = target;
                rechoose(scratch, node, level, scratch.ids, count + 1);
            }
        }
    }

    /** Chooses a node's list anew among candidates. To be called under the node's lock. */
    void rechoose(Scratch scratch, int node, int level, int[] candidates, int count) {
        scratch.base.node(node);
        long[] keys = scratch.keys(count);
        float[] scores = scratch.scores(count);
        scratch.base.scores(candidates, count, scores);
        int salt = Nodes.salt(node);
        for (int i = 0; i < count; i++) {
            keys[i] = ScoreKey.of(scores[i], candidates[i] ^ salt);
        }
        Arrays.sort(keys, 0, count);
        int[] list = new int[nodes.capacity(level)];
        nodes.setLinks(node, level, list, choose(scratch, node, keys, count, list));
    }

    /**
     * Chooses neighbours in different directions: a candidate is taken, the nearest first, unless
     * it is nearer to one that was taken than to the node itself. A list that is short then gets
     * the nearest of the others too.
     *
     * @param keys ascending, their ids mixed with the node's salt; a node may occur twice
     * @param chosen takes as many as it has room for
     * @return how many were chosen
     */
    private int choose(Scratch scratch, int node, long[] keys, int count, int[] chosen) {
        int salt = Nodes.salt(node);
        int size = 0;
        int equals = 0;
        int rest = 0;
        for (int i = count - 1; i >= 0 && size < chosen.length; i--) {
            int candidate = ScoreKey.id(keys[i]) ^ salt;
            if (candidate == node
                    || i < count - 1 && keys[i] == keys[i + 1]
                    || isAvoided(candidate)) {
                continue;
            }
            float score = ScoreKey.score(keys[i]);
            if (size > 0
                    && ScoreKey.isTie(keys[i], keys[count - 1])
                    && ++equals >= chosen.length / 2) {
                // Of a thousand equal vectors some must lead to others than their like.
                continue;
            }
            if (size == 0 || isDiverse(scratch, candidate, score, chosen, size)) {
                chosen[size++] = candidate;
            } else if (rest < scratch.rest.length) {
                scratch.rest[rest++] = candidate;
            }
        }
        int fill = chosen.length * FILLED / 8;
        for (int i = 0; i < rest && size < fill; i++) {
            chosen[size++] = scratch.rest[i];
        }
        return size;
    }

    private static boolean isDiverse(
            Scratch scratch, int candidate, float score, int[] chosen, int size) {
        scratch.candidate.node(candidate);
        for (int i = 0; i < size; i++) {
            if (scratch.candidate.score(chosen[i]) > score) {
                return false;
            }
        }
        return true;
    }
}
