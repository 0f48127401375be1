package io.tidaldb.store;

import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.checkpoint.Manifest;
import io.tidaldb.checkpoint.PageCodec;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.checkpoint.PageIndex;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Cursor;
import io.tidaldb.kv.Family;

import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * Reads the pages of the checkpoint that counts. Every page's checksum is checked, and the
 * manifest's count and digest show whether any is missing or of another version.
 */
final class CheckpointPages {
    /** Takes a page that is undamaged. */
    interface Visitor {
        void page(PageId id, byte[] key, byte[] value);
    }

    private CheckpointPages() {}

    /**
     * Reads a manifest.
     *
     * @param lastPosition of the log, beyond which no checkpoint can lie
     * @throws TidalException DATA_CORRUPTED
     */
    static Manifest manifest(byte[] bytes, long lastPosition) {
        Manifest manifest;
        try {
            manifest = Manifest.decode(bytes);
        } catch (MalformedBytesException e) {
            throw damaged(Manifest.KEY, e.getMessage());
        }
        if (manifest.position() > lastPosition) {
            throw damaged(
                    Manifest.KEY,
                    "it stands for position "
                            + manifest.position()
                            + " of a log that ends at "
                            + lastPosition);
        }
        return manifest;
    }

    /**
     * Reads all pages.
     *
     * @param pages stands before the first of them
     * @param unfinished takes the keys of pages of a checkpoint that was not finished
     * @param progress is told how many pages were read
     * @return the pages that count
     * @throws TidalException DATA_CORRUPTED, naming the place
     */
    static PageIndex read(
            Cursor pages,
            Manifest manifest,
            Visitor visitor,
            Consumer<byte[]> unfinished,
            Advance progress) {
        PageIndex index = new PageIndex();
        while (pages.next()) {
            byte[] key = pages.key();
            byte[] value = pages.value();
            try {
                PageCodec.Key page = PageCodec.key(key);
                if (page.version() > manifest.number()) {
                    unfinished.accept(key);
                    continue;
                }
                PageCodec.check(key, value);
                if (index.put(page.id(), page.version(), PageCodec.digest(key, value)) != null) {
                    throw new MalformedBytesException("a page is there in two versions");
                }
                visitor.page(page.id(), key, value);
            } catch (MalformedBytesException e) {
                throw damaged(key, e.getMessage());
            }
            progress.at(index.size(), manifest.pages());
        }
        return index;
    }

    /**
     * Checks that no page is missing or of another version.
     *
     * @throws TidalException DATA_CORRUPTED
     */
    static void requireAll(PageIndex index, Manifest manifest) {
        if (index.size() != manifest.pages() || index.digest() != manifest.digest()) {
            throw damaged(
                    Manifest.KEY,
                    "it has "
                            + manifest.pages()
                            + " pages, but those that are there are "
                            + index.size()
                            + " or of other versions");
        }
    }

    static TidalException damaged(byte[] key, String what) {
        return new TidalException(
                ErrorCode.DATA_CORRUPTED,
                "the checkpoint is damaged (family "
                        + Family.CHECKPOINT.label()
                        + ", key "
                        + HexFormat.of().formatHex(key)
                        + "): "
                        + what);
    }
}
