package io.tidaldb.checkpoint;

import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;

/** The pages of the newest checkpoint and the versions in which they count. For one thread. */
public final class PageIndex {
    private record Version(long number, long digest) {}

    private final Map<PageId, Version> pages = new HashMap<>();
    private final Map<Integer, PageSum> ledgers = new HashMap<>();
    private final Map<Integer, PageSum> graphs = new HashMap<>();
    private long digest;

    /**
     * Notes a page that is stored.
     *
     * @return the key of the version that it supersedes, or null
     */
    public byte[] put(PageId id, long version, long pageDigest) {
        Version old = pages.put(id, new Version(version, pageDigest));
        digest += pageDigest;
        Map<Integer, PageSum> sums = sums(id.kind());
        if (sums != null) {
            sums.merge(id.owner(), PageSum.NONE.plus(pageDigest), (a, b) -> a.plus(pageDigest));
        }
        if (old == null) {
            return null;
        }
        forget(id, old);
        return old.number == version ? null : PageCodec.key(id, old.number);
    }

    /** Tells pages that stand for nothing any more. */
    public interface Obsolescence {
        /**
         * Whether a page does.
         *
         * @param version the number of the checkpoint that wrote it
         */
        boolean test(PageId id, long version);
    }

    /**
     * Forgets pages that stand for nothing any more.
     *
     * @param keys takes the keys of their versions
     */
    public void removeIf(Obsolescence obsolete, Consumer<byte[]> keys) {
        Iterator<Map.Entry<PageId, Version>> entries = pages.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<PageId, Version> entry = entries.next();
            Version version = entry.getValue();
            if (obsolete.test(entry.getKey(), version.number)) {
                forget(entry.getKey(), version);
                keys.accept(PageCodec.key(entry.getKey(), version.number));
                entries.remove();
            }
        }
    }

    private void forget(PageId id, Version version) {
        digest -= version.digest;
        Map<Integer, PageSum> sums = sums(id.kind());
        if (sums != null) {
            sums.computeIfPresent(
                    id.owner(),
                    (owner, sum) -> sum.count() == 1 ? null : sum.minus(version.digest));
        }
    }

    private Map<Integer, PageSum> sums(PageId.Kind kind) {
        return kind.isLedger() ? ledgers : kind == PageId.Kind.GRAPH ? graphs : null;
    }

    /** The pages of each graph, by the ids of their indexes. */
    public Map<Integer, PageSum> graphs() {
        return Collections.unmodifiableMap(graphs);
    }

    /** All pages. */
    public PageSum all() {
        return new PageSum(pages.size(), digest);
    }

    /** The pages of a signal's ledger. */
    public PageSum ledger(int signal) {
        return ledgers.getOrDefault(signal, PageSum.NONE);
    }

    public long size() {
        return pages.size();
    }

    /** The sum of the pages' digests. */
    public long digest() {
        return digest;
    }
}
