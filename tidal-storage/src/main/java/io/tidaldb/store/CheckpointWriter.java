package io.tidaldb.store;

import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.checkpoint.LogPlace;
import io.tidaldb.checkpoint.Manifest;
import io.tidaldb.checkpoint.Page;
import io.tidaldb.checkpoint.PageCodec;
import io.tidaldb.checkpoint.PageIndex;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.KeyValueStore;

import java.util.List;

/**
 * Writes one checkpoint, or what else has its form: its pages, in batches, under keys that no
 * reader looks at yet, then in one last batch the manifest with which they count and the deletion
 * of those that they supersede. So at every instant the family holds one whole checkpoint. For one
 * thread.
 */
final class CheckpointWriter {
    /** A commit that comes meanwhile waits for the batch, so it is small. */
    private static final int BATCH_BYTES = 1 << 18;

    private final KeyValueStore store;
    private final Family family;
    private final byte[] manifestKey;
    private final PageIndex index;
    private final long number;
    private final ByteWriter scratch = new ByteWriter(1 << 14);

    /** Deletes what the new pages supersede. */
    private final Batch last = new Batch();

    private Batch batch = new Batch();
    private int batchBytes;

    /**
     * @param manifestKey where the manifest is in the family
     * @param index the pages of the one before it
     */
    CheckpointWriter(
            KeyValueStore store, Family family, byte[] manifestKey, PageIndex index, long number) {
        this.store = store;
        this.family = family;
        this.manifestKey = manifestKey;
        this.index = index;
        this.number = number;
    }

    void write(Page page) {
        byte[] key = PageCodec.key(page.id(), number);
        byte[] value = PageCodec.value(key, page, scratch);
        batch.put(family, key, value);
        batchBytes += key.length + value.length;
        byte[] superseded = index.put(page.id(), number, PageCodec.digest(key, value));
        if (superseded != null) {
            last.delete(family, superseded);
        }
        if (batchBytes >= BATCH_BYTES) {
            flush();
        }
    }

    private void flush() {
        store.write(batch, false);
        batch = new Batch();
        batchBytes = 0;
    }

    /**
     * Makes it the checkpoint that counts.
     *
     * @param signals without their ledgers' pages, which are known here
     * @param obsolete tells pages that stand for nothing any more
     */
    Manifest finish(
            LogPlace place,
            List<Manifest.SignalState> signals,
            PageIndex.Obsolescence obsolete,
            boolean sync) {
        if (batchBytes > 0) {
            flush();
        }
        index.removeIf(obsolete, key -> last.delete(family, key));
        List<Manifest.SignalState> whole =
                signals.stream().map(s -> s.withLedgerPages(index.ledger(s.id()))).toList();
        Manifest manifest =
                new Manifest(number, place, index.size(), index.digest(), whole, index.graphs());
        last.put(family, manifestKey, manifest.encode());
        store.write(last, sync);
        return manifest;
    }
}
