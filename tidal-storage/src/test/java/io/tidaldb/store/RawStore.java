package io.tidaldb.store;

import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.checkpoint.Manifest;
import io.tidaldb.checkpoint.Page;
import io.tidaldb.checkpoint.PageCodec;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.checkpoint.PageIndex;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Cursor;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.RocksOptions;
import io.tidaldb.kv.RocksStore;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What the database of a store that is not open has, to be looked at and tampered with. */
final class RawStore {
    private RawStore() {}

    static void tamper(Path directory, Consumer<RocksStore> change) {
        try (RocksStore store =
                RocksStore.open(
                        new RocksOptions(
                                new DirectoryLayout(directory).database(), null, 16 << 20))) {
            change.accept(store);
        }
    }

    /** All entries of checkpoints. */
    static TreeMap<byte[], byte[]> checkpoint(Path directory) {
        TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
        tamper(
                directory,
                raw -> {
                    try (Cursor cursor = raw.scan(Family.CHECKPOINT, null, null)) {
                        while (cursor.next()) {
                            entries.put(cursor.key(), cursor.value());
                        }
                    }
                });
        return entries;
    }

    /** Gives a page of the checkpoint another body, and lets checksum and manifest fit. */
    static void replacePage(RocksStore raw, byte[] key, Consumer<ByteWriter> body) {
        Page page =
                new Page() {
                    @Override
                    public PageId id() {
                        return PageCodec.key(key).id();
                    }

                    @Override
                    public void write(ByteWriter out) {
                        body.accept(out);
                    }
                };
        byte[] value = PageCodec.value(key, page, new ByteWriter(64));
        raw.write(new Batch().put(Family.CHECKPOINT, key, value), true);
        PageIndex index = new PageIndex();
        try (Cursor pages = raw.scan(Family.CHECKPOINT, new byte[] {1}, null)) {
            while (pages.next()) {
                PageCodec.Key each = PageCodec.key(pages.key());
                index.put(each.id(), each.version(), PageCodec.digest(pages.key(), pages.value()));
            }
        }
        Manifest manifest = Manifest.decode(raw.get(Family.CHECKPOINT, Manifest.KEY));
        Manifest fitting =
                new Manifest(
                        manifest.number(),
                        manifest.place(),
                        index.size(),
                        index.digest(),
                        manifest.signals(),
                        index.graphs());
        raw.write(new Batch().put(Family.CHECKPOINT, Manifest.KEY, fitting.encode()), true);
    }
}
