package io.tidaldb.text;

import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.MergePolicy;

import java.io.IOException;

/** Merges segments in threads of their own, and tells when segments became one. */
final class BackgroundMerges extends ConcurrentMergeScheduler {
    private final Runnable merged;

    /**
     * @param merged called after each merge, from its thread. A reader that is opened anew then has
     *     fewer segments, and those that were merged can be deleted.
     */
    BackgroundMerges(Runnable merged) {
        this.merged = merged;
    }

    @Override
    protected void doMerge(MergeSource source, MergePolicy.OneMerge merge) throws IOException {
        super.doMerge(source, merge);
        merged.run();
    }
}
