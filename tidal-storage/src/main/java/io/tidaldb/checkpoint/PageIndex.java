package io.tidaldb.checkpoint;

import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Family;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Predicate;

/** The pages of the newest checkpoint and the versions in which they count. For one thread. */
public final class PageIndex {
    private record Version(long number, long digest) {}

    private final Map<PageId, Version> pages = new HashMap<>();
    private long digest;

    /**
     * Notes a page that is stored.
     *
     * @return the key of the version that it supersedes, or null
     */
    public byte[] put(PageId id, long version, long pageDigest) {
        Version old = pages.put(id, new Version(version, pageDigest));
        digest += pageDigest;
        if (old == null) {
            return null;
        }
        digest -= old.digest;
        return old.number == version ? null : PageCodec.key(id, old.number);
    }

    /** Forgets pages that stand for nothing any more, and adds their deletion to a batch. */
    public void removeIf(Predicate<PageId> obsolete, Batch batch) {
        Iterator<Map.Entry<PageId, Version>> entries = pages.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<PageId, Version> entry = entries.next();
            if (obsolete.test(entry.getKey())) {
                Version version = entry.getValue();
                digest -= version.digest;
                batch.delete(Family.CHECKPOINT, PageCodec.key(entry.getKey(), version.number));
                entries.remove();
            }
        }
    }

    public long size() {
        return pages.size();
    }

    /** The sum of the pages' digests. */
    public long digest() {
        return digest;
    }
}
