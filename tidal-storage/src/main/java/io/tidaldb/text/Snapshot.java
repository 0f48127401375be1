package io.tidaldb.text;

import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.search.similarities.Similarity;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * The index as it was at a moment. Readers hold it by counting, and what is held stays as it is
 * whatever else happens to the index.
 */
final class Snapshot {
    /** What everything here is scored by: k1 = 1.2, b = 0.75. */
    static final Similarity BM25 = new BM25Similarity();

    private final DirectoryReader reader;
    private final IndexSearcher searcher;
    private final long change;
    private final int[][] ordinals;
    private final int[] largestFirst;

    /**
     * Takes over a reader that was counted for it.
     *
     * @param change the number of the newest change that is in it
     */
    Snapshot(DirectoryReader reader, long change, SegmentOrdinals segments, QueryCaching caching)
            throws IOException {
        this.reader = reader;
        this.change = change;
        searcher = new IndexSearcher(reader);
        searcher.setSimilarity(BM25);
        searcher.setQueryCache(caching.cache());
        searcher.setQueryCachingPolicy(caching.policy());
        List<LeafReaderContext> leaves = reader.leaves();
        ordinals = new int[leaves.size()][];
        for (int i = 0; i < ordinals.length; i++) {
            ordinals[i] = segments.of(leaves.get(i).reader());
        }
        largestFirst = largestFirst(ordinals);
    }

    private static int[] largestFirst(int[][] ordinals) {
        long[] sizes = new long[ordinals.length];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = (long) -ordinals[i].length << 32 | i;
        }
        Arrays.sort(sizes);
        int[] order = new int[sizes.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = (int) sizes[i];
        }
        return order;
    }

    DirectoryReader reader() {
        return reader;
    }

    IndexSearcher searcher() {
        return searcher;
    }

    long change() {
        return change;
    }

    /** The ordinals of a segment's documents, ascending: segments are sorted by them. */
    int[] ordinals(int leaf) {
        return ordinals[leaf];
    }

    /** The segments in an order in which the best rows tend to be met early. */
    int[] largestFirst() {
        return largestFirst;
    }

    /**
     * Reads all of it and compares it with its checksums.
     *
     * @throws org.apache.lucene.index.CorruptIndexException if they do not match
     */
    void verify() throws IOException {
        for (LeafReaderContext segment : reader.leaves()) {
            segment.reader().checkIntegrity();
        }
    }

    /** Whether it is still there; it must be given back then. */
    boolean tryHold() {
        return reader.tryIncRef();
    }

    void giveBack() {
        try {
            reader.decRef();
        } catch (IOException e) {
            throw Failures.of("Closing a reader of the text index", e);
        }
    }
}
