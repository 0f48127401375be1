package io.tidaldb.vector;

import java.util.Arrays;

/**
 * A walk through one layer of a graph that follows the best nodes met so far (Malkov and Yashunin,
 * Efficient and robust approximate nearest neighbor search using hierarchical navigable small world
 * graphs, 2018, algorithm 2). For one thread.
 */
final class Beam {
    private final Nodes nodes;
    private final Visited visited = new Visited();

    /** What is still to be followed, as complements of keys, so that the best is on top. */
    private final KeyHeap candidates = new KeyHeap();

    private final KeyHeap results = new KeyHeap();
    private final int[] ids;
    private final float[] scores;
    private Probe probe;
    private int width;

    /** What ids are mixed with in keys, which decides which of equal scores is the better one. */
    private int salt;

    private float equal;
    private int equalLeft;
    private OrdinalFilter filter;
    private boolean onlyLive;
    private int scored;

    /** Ordinals of retired nodes that would have been results. */
    private int[] retired = new int[16];

    private int retiredCount;

    Beam(Nodes nodes) {
        this.nodes = nodes;
        ids = new int[Math.max(64, nodes.capacity(0))];
        scores = new float[ids.length];
    }

    /**
     * Begins anew, with all nodes as results.
     *
     * @param newEqual the score of nodes of which only so many as {@code mostEqual} are met: of a
     *     thousand equal vectors the others would leave no room
     * @param newSalt a node is its key's id ^ the salt. If all preferred the same ones of many
     *     equals, nobody would link to the others.
     */
    void begin(Probe newProbe, int newWidth, float newEqual, int mostEqual, int newSalt) {
        begin(newProbe, newWidth, null, false);
        equal = newEqual;
        equalLeft = mostEqual;
        salt = newSalt;
    }

    /** Begins anew, with nodes as results whose ordinals are theirs and pass the filter, if any. */
    void beginLive(Probe newProbe, int newWidth, OrdinalFilter newFilter) {
        begin(newProbe, newWidth, newFilter, true);
    }

    private void begin(Probe newProbe, int newWidth, OrdinalFilter newFilter, boolean live) {
        probe = newProbe;
        width = newWidth;
        filter = newFilter;
        onlyLive = live;
        scored = 0;
        salt = 0;
        equal = Float.NaN;
        visited.begin(nodes.limit());
        candidates.clear();
        results.clear();
    }

    /** Forgets the results and goes on to nodes that were met. */
    void restart(int mostEqual) {
        equalLeft = mostEqual;
        visited.begin(nodes.limit());
        candidates.clear();
        results.clear();
    }

    /** Scores nodes that were not met before, from which the walk begins as well. */
    void offer(int[] some, int count) {
        int fresh = 0;
        for (int i = 0; i < count; i++) {
            if (meet(some[i])) {
                ids[fresh++] = some[i];
            }
            if (fresh == ids.length) {
                score(fresh);
                fresh = 0;
            }
        }
        score(fresh);
    }

    /** Scores a node, if it was not met before, from which the walk begins. */
    void seed(int node) {
        if (meet(node)) {
            ids[0] = node;
            score(1);
        }
    }

    private boolean meet(int node) {
        if (node >= visited.limit()) {
            // The node is newer than the walk. Reading the limit makes visible what it has.
            int limit = nodes.limit();
            if (node >= limit) {
                return false;
            }
            visited.grow(limit);
        }
        return visited.add(node);
    }

    private void score(int count) {
        probe.scores(ids, count, scores);
        scored += count;
        for (int i = 0; i < count; i++) {
            if (scores[i] == equal && --equalLeft < 0) {
                continue;
            }
            long key = ScoreKey.of(scores[i], ids[i] ^ salt);
            if (results.size() < width || key > results.top()) {
                candidates.push(~key);
                if (accepts(ids[i])) {
                    results.offer(key, width);
                }
            }
        }
    }

    private boolean accepts(int node) {
        if (!onlyLive) {
            return true;
        }
        int ordinal = nodes.ordinal(node);
        if (ordinal >= 0) {
            return filter == null || filter.passes(ordinal);
        }
        if (ordinal != Nodes.FREE && (filter == null || filter.passes(~ordinal))) {
            if (retiredCount == retired.length) {
                retired = Arrays.copyOf(retired, 2 * retiredCount);
            }
            retired[retiredCount++] = ~ordinal;
        }
        return false;
    }

    /** Begins to note which retired nodes were passed over. */
    void forgetRetired() {
        retiredCount = 0;
    }

    /**
     * Offers the nodes that now are those of the ordinals whose retired ones were passed over since
     * {@link #forgetRetired}; of one that is replaced again meanwhile, too.
     */
    void offerReplacements() {
        for (int i = 0; i < retiredCount; i++) {
            int node = nodes.nodeOf(retired[i]);
            if (node != Nodes.NONE) {
                seed(node);
            }
        }
    }

    /**
     * Walks until no node that is left to follow is better than the results.
     *
     * @param budget how many nodes to score at most
     * @return false if the budget was used up
     */
    boolean walk(int level, int budget) {
        while (candidates.size() > 0) {
            long best = ~candidates.pop();
            if (results.size() >= width && best < results.top()) {
                return true;
            }
            int node = ScoreKey.id(best) ^ salt;
            int[] links = nodes.links(node, level);
            int at = nodes.linkOffset(node, level);
            int end = at + nodes.count(links, at, level);
            int fresh = 0;
            for (int i = at + 1; i <= end; i++) {
                if (meet(links[i])) {
                    ids[fresh++] = links[i];
                }
            }
            score(fresh);
            if (scored > budget) {
                return false;
            }
        }
        return true;
    }

    /** Goes from a node to better ones, layer by layer, down to one above a layer. */
    int descend(Probe from, int entry, int downTo) {
        int best = entry;
        float bestScore = from.score(best);
        for (int level = nodes.level(entry); level > downTo; level--) {
            boolean moved = true;
            while (moved) {
                moved = false;
                int[] links = nodes.links(best, level);
                int at = nodes.linkOffset(best, level);
                int end = at + nodes.count(links, at, level);
                int limit = nodes.limit();
                int count = 0;
                for (int i = at + 1; i <= end; i++) {
                    if (links[i] < limit) {
                        ids[count++] = links[i];
                    }
                }
                from.scores(ids, count, scores);
                for (int i = 0; i < count; i++) {
                    if (scores[i] > bestScore) {
                        bestScore = scores[i];
                        best = ids[i];
                        moved = true;
                    }
                }
            }
        }
        return best;
    }

    int size() {
        return results.size();
    }

    /** Keys of the results with approximate scores, ascending. The array is the beam's own. */
    long[] sorted() {
        return results.sorted();
    }

    long byteSize() {
        return visited.limit();
    }
}
