package io.tidaldb.text;

import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.DocIdSetIterator;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ordinals of each segment's documents as an array, 4 bytes for each document, for as long as
 * the segment is open: a hit's ordinal is then one read.
 */
final class SegmentOrdinals {
    private final Map<IndexReader.CacheKey, int[]> arrays = new ConcurrentHashMap<>();

    int[] of(LeafReader segment) throws IOException {
        IndexReader.CacheHelper core = segment.getCoreCacheHelper();
        int[] known = arrays.get(core.getKey());
        if (known != null) {
            return known;
        }
        int[] read = read(segment);
        if (arrays.putIfAbsent(core.getKey(), read) == null) {
            core.addClosedListener(arrays::remove);
        }
        return read;
    }

    private static int[] read(LeafReader segment) throws IOException {
        int[] ordinals = new int[segment.maxDoc()];
        NumericDocValues values = segment.getNumericDocValues(DocumentForm.ORDINAL);
        for (int doc = values.nextDoc();
                doc != DocIdSetIterator.NO_MORE_DOCS;
                doc = values.nextDoc()) {
            ordinals[doc] = (int) values.longValue();
        }
        return ordinals;
    }
}
