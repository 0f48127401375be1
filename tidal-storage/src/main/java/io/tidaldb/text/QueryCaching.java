package io.tidaldb.text;

import org.apache.lucene.search.LRUQueryCache;
import org.apache.lucene.search.QueryCache;
import org.apache.lucene.search.QueryCachingPolicy;
import org.apache.lucene.search.UsageTrackingQueryCachingPolicy;

/**
 * What one index remembers of parts of queries that do not score, such as prefixes. Lucene would
 * share one such memory among all indexes of the process.
 */
record QueryCaching(QueryCache cache, QueryCachingPolicy policy) {
    private static final int QUERIES = 256;
    private static final long BYTES = 8L << 20;

    static QueryCaching create() {
        return new QueryCaching(
                new LRUQueryCache(QUERIES, BYTES), new UsageTrackingQueryCachingPolicy());
    }
}
