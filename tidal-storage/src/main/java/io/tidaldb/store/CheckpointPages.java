package io.tidaldb.store;

import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.checkpoint.Manifest;
import io.tidaldb.checkpoint.PageCodec;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.checkpoint.PageIndex;
import io.tidaldb.checkpoint.PageSum;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Cursor;
import io.tidaldb.kv.Family;

import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Reads the pages of the checkpoint that counts. Every page's checksum is checked, and the
 * manifest's count and digest show whether any is missing or of another version.
 */
final class CheckpointPages {
    /** Takes the pages. */
    interface Visitor {
        /** Takes one that is undamaged. */
        void page(PageId id, byte[] key, byte[] value);

        /**
         * Is told what is damaged and concerns the graph of an index alone.
         *
         * @param index the index's id
         * @param key of the damaged page; null for one that is missing
         */
        void graphDamaged(int index, byte[] key, String what);
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
     * @return the pages that count, without damaged ones
     * @throws TidalException DATA_CORRUPTED, naming the place, if more than graphs is damaged
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
                try {
                    PageCodec.check(key, value);
                } catch (MalformedBytesException e) {
                    if (page.id().kind() != PageId.Kind.GRAPH || manifest.graphs() == null) {
                        throw e;
                    }
                    visitor.graphDamaged(page.id().owner(), key, e.getMessage());
                    continue;
                }
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
     * @param visitor is told of graphs of which some are
     * @throws TidalException DATA_CORRUPTED if others are
     */
    static void requireAll(PageIndex index, Manifest manifest, Visitor visitor) {
        if (manifest.graphs() == null) {
            require(index.all(), manifest.all());
            return;
        }
        require(beside(index.graphs(), index.all()), beside(manifest.graphs(), manifest.all()));
        Set<Integer> ids = new TreeSet<>(manifest.graphs().keySet());
        ids.addAll(index.graphs().keySet());
        for (int id : ids) {
            PageSum wanted = manifest.graphs().getOrDefault(id, PageSum.NONE);
            PageSum found = index.graphs().getOrDefault(id, PageSum.NONE);
            if (!found.equals(wanted)) {
                visitor.graphDamaged(id, null, "it" + difference(found, wanted));
            }
        }
    }

    private static PageSum beside(Map<Integer, PageSum> graphs, PageSum all) {
        PageSum rest = all;
        for (PageSum graph : graphs.values()) {
            rest = rest.minus(graph);
        }
        return rest;
    }

    private static void require(PageSum found, PageSum wanted) {
        if (!found.equals(wanted)) {
            throw damaged(Manifest.KEY, "it" + difference(found, wanted));
        }
    }

    private static String difference(PageSum found, PageSum wanted) {
        return " has "
                + wanted.count()
                + " pages, but those that are there are "
                + found.count()
                + " or of other versions";
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
