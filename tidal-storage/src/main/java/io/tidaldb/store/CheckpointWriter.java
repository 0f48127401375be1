package io.tidaldb.store;

import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.checkpoint.Manifest;
import io.tidaldb.checkpoint.Page;
import io.tidaldb.checkpoint.PageCodec;
import io.tidaldb.checkpoint.PageIndex;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.KeyValueStore;

import java.util.List;

/**
 * Writes one checkpoint: its pages, in batches, under keys that no reader looks at yet, then in one
 * last batch the manifest with which they count and the deletion of those that they supersede. So
 * at every instant the family holds one whole checkpoint. For one thread.
 */
final class CheckpointWriter {
    /** A commit that comes meanwhile waits for the batch, so it is small. */
    private static final int BATCH_BYTES = 1 << 18;

    private final KeyValueStore store;
    private final PageIndex index;
    private final long number;
    private final ByteWriter scratch = new ByteWriter(1 << 14);

    /** Deletes what the new pages supersede. */
    private final Batch last = new Batch();

    private Batch batch = new Batch();
    private int batchBytes;

    CheckpointWriter(KeyValueStore store, PageIndex index, long number) {
        this.store = store;
        this.index = index;
        this.number = number;
    }

    void write(Page page) {
        byte[] key = PageCodec.key(page.id(), number);
        byte[] value = PageCodec.value(key, page, scratch);
        batch.put(Family.CHECKPOINT, key, value);
        batchBytes += key.length + value.length;
        byte[] superseded = index.put(page.id(), number, PageCodec.digest(key, value));
        if (superseded != null) {
            last.delete(Family.CHECKPOINT, superseded);
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
     * @param obsolete tells pages that stand for nothing any more
     */
    void finish(
            long position,
            long newestEvent,
            List<Manifest.SignalState> signals,
            PageIndex.Obsolescence obsolete,
            boolean sync) {
        if (batchBytes > 0) {
            flush();
        }
        index.removeIf(obsolete, last);
        Manifest manifest =
                new Manifest(number, position, newestEvent, index.size(), index.digest(), signals);
        last.put(Family.CHECKPOINT, Manifest.KEY, manifest.encode());
        store.write(last, sync);
    }
}
