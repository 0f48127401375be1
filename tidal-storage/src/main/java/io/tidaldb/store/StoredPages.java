package io.tidaldb.store;

import io.tidaldb.checkpoint.Manifest;
import io.tidaldb.checkpoint.PageCodec;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.kv.Cursor;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.KeyValueStore;

import java.util.ArrayList;
import java.util.List;

/**
 * A signal's pages of some kinds in a family of the store, as they were under one manifest.
 *
 * @param version the manifest's number
 */
record StoredPages(
        KeyValueStore store,
        Family family,
        byte[] manifestKey,
        long version,
        int signal,
        List<PageId.Kind> kinds)
        implements LedgerBase.Pages {
    @Override
    public void forEach(LedgerBase.Visitor visitor) {
        List<Cursor> cursors = new ArrayList<>();
        try {
            for (PageId.Kind kind : kinds) {
                cursors.add(
                        store.scan(
                                family,
                                PageCodec.prefix(kind, signal),
                                PageCodec.prefix(kind, signal + 1)));
            }
            // A cursor shows what was there when it was opened, and pages are replaced together
            // with the manifest; so if that is still the same, all cursors show its pages.
            requireCurrent();
            for (Cursor cursor : cursors) {
                while (cursor.next()) {
                    visitor.visit(cursor.key(), cursor.value());
                }
            }
        } finally {
            cursors.forEach(Cursor::close);
        }
    }

    /** Whoever opens the store next finds it out, too. */
    @Override
    public void damaged() {}

    /**
     * @throws SupersededException if another manifest counts by now
     */
    void requireCurrent() {
        byte[] manifest = store.get(family, manifestKey);
        if (manifest == null || Manifest.decode(manifest).number() != version) {
            throw new SupersededException("manifest " + version);
        }
    }
}
