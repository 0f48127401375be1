package io.tidaldb.store;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.checkpoint.Manifest;
import io.tidaldb.checkpoint.PageCodec;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.checkpoint.PageIndex;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Cursor;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.ledger.EventIds;
import io.tidaldb.ledger.SignalLedger;
import io.tidaldb.ledger.UserSets;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a signal's expired events added up to: its ledger, its event ids, and which items they
 * marked for which users, as of the last one's log position. Its pages are in a family of their
 * own, in the form of a checkpoint's; its manifest is there under the byte 0 and the signal's id.
 *
 * <p>Unlike a checkpoint it cannot be made anew: it takes the place of part of the log.
 *
 * @param manifest as it is stored, with the one signal; the signal's state is that of a checkpoint
 *     followed by {@code entries} and {@code events}
 * @param entries how many log positions the expired events took, and their retractions
 * @param events how many events they were
 */
record SignalBase(KeyValueStore store, Manifest manifest, long entries, long events) {
    private static final List<PageId.Kind> KINDS =
            Stream.of(PageId.Kind.values())
                    .filter(kind -> kind.isLedger() || kind == PageId.Kind.EVENT_IDS)
                    .toList();

    private static final List<PageId.Kind> LEDGER_KINDS =
            Stream.of(PageId.Kind.values()).filter(PageId.Kind::isLedger).toList();

    private static final List<PageId.Kind> MARK_KINDS = List.of(PageId.Kind.SEEN);

    /** Where its manifest is. */
    static byte[] key(int signal) {
        return ByteBuffer.allocate(1 + Integer.BYTES).put((byte) 0).putInt(signal).array();
    }

    /**
     * Gives signals their bases.
     *
     * @throws TidalException DATA_CORRUPTED, naming the place
     */
    static void loadAll(KeyValueStore store, Projections projections) {
        for (Projections.Signal signal : projections.signals()) {
            byte[] key = key(signal.definition().id());
            byte[] bytes = store.get(Family.BASES, key);
            if (bytes != null) {
                try {
                    signal.expiry().expired(decode(store, bytes));
                } catch (MalformedBytesException e) {
                    throw damaged(key, e.getMessage());
                }
            }
        }
    }

    static SignalBase decode(KeyValueStore store, byte[] bytes) {
        Manifest manifest = Manifest.decode(bytes);
        ByteReader state = new ByteReader(manifest.signals().getFirst().state());
        state.readBlob();
        state.readBlob();
        return new SignalBase(store, manifest, state.readVarLong(), state.readVarLong());
    }

    /** The state of a signal in its manifest. */
    static byte[] state(byte[] ledger, byte[] eventIds, long entries, long events) {
        ByteWriter out = new ByteWriter();
        out.writeBlob(ledger).writeBlob(eventIds).writeVarLong(entries).writeVarLong(events);
        return out.toByteArray();
    }

    int signal() {
        return manifest.signals().getFirst().id();
    }

    long position() {
        return manifest.position();
    }

    /** The moment from which on all of it was known. */
    long known() {
        return manifest.place().known();
    }

    /** Its ledger, from which later moments can be counted. */
    LedgerBase ledger() {
        return new LedgerBase(
                position(),
                known(),
                manifest.number(),
                manifest.signals().getFirst(),
                pages(LEDGER_KINDS));
    }

    private StoredPages pages(List<PageId.Kind> kinds) {
        return new StoredPages(
                store, Family.BASES, key(signal()), manifest.number(), signal(), kinds);
    }

    /**
     * Fills a signal's empty ledger and event ids. Every page is checked, those that are of no use
     * for that included.
     *
     * @param marks takes the marked items; null to leave them out
     * @return the pages
     * @throws TidalException DATA_CORRUPTED, naming the place
     */
    PageIndex restore(
            Projections.Signal of, SignalLedger ledger, EventIds eventIds, UserSets marks) {
        PageIndex index = new PageIndex();
        try {
            Manifest.SignalState state = manifest.signals().getFirst();
            if (!Arrays.equals(state.shape(), CheckpointShape.of(of.definition()))) {
                throw new MalformedBytesException("the signal is defined otherwise");
            }
            ByteReader both = new ByteReader(state.state());
            ledger.readState(new ByteReader(both.readBlob()));
            eventIds.readState(new ByteReader(both.readBlob()));
        } catch (MalformedBytesException e) {
            throw damaged(key(signal()), e.getMessage());
        }
        forEach(
                index,
                KINDS,
                (id, in) -> {
                    if (id.kind() == PageId.Kind.EVENT_IDS) {
                        eventIds.restore(id, in);
                    } else {
                        ledger.restore(id, in, CheckpointLoad.stale(of.targets(), position()));
                    }
                });
        UserSets sets = marks == null ? new UserSets() : marks;
        forEach(index, MARK_KINDS, (id, in) -> restore(of, sets, id, in));
        if (index.size() != manifest.pages() || index.digest() != manifest.digest()) {
            throw damaged(
                    key(signal()),
                    "it has "
                            + manifest.pages()
                            + " pages, but those that are there are "
                            + index.size()
                            + " or of other versions");
        }
        ledger.restored();
        return index;
    }

    private void restore(Projections.Signal of, UserSets marks, PageId id, ByteReader in) {
        marks.restore(
                id,
                in,
                CheckpointLoad.stale(of.users(), position()),
                CheckpointLoad.stale(of.targets(), position()));
    }

    private interface Restoring {
        void restore(PageId id, ByteReader in);
    }

    private void forEach(PageIndex index, List<PageId.Kind> kinds, Restoring restoring) {
        pages(kinds).forEach((key, value) -> visit(key, value, index, restoring));
    }

    private void visit(byte[] key, byte[] value, PageIndex index, Restoring restoring) {
        try {
            PageCodec.Key page = PageCodec.key(key);
            if (page.version() > manifest.number()) {
                return;
            }
            PageCodec.check(key, value);
            if (index.put(page.id(), page.version(), PageCodec.digest(key, value)) != null) {
                throw new MalformedBytesException("a page is there in two versions");
            }
            int length = value.length - PageCodec.HEADER_BYTES;
            restoring.restore(page.id(), new ByteReader(value, PageCodec.HEADER_BYTES, length));
        } catch (MalformedBytesException e) {
            throw damaged(key, e.getMessage());
        }
    }

    /**
     * The items that expired events marked.
     *
     * @throws SupersededException if more have expired meanwhile
     */
    UserSets marks(Projections.Signal of) {
        UserSets marks = new UserSets();
        forEach(new PageIndex(), MARK_KINDS, (id, in) -> restore(of, marks, id, in));
        return marks;
    }

    /**
     * The items that expired events marked for the users of a group.
     *
     * @throws SupersededException if more have expired meanwhile
     */
    UserSets marks(Projections.Signal of, int group) {
        PageId id = new PageId(PageId.Kind.SEEN, signal(), 0, group, 0);
        UserSets marks = new UserSets();
        try (Cursor cursor =
                store.scan(
                        Family.BASES,
                        PageCodec.key(id, 0),
                        PageCodec.key(id, manifest.number() + 1))) {
            while (cursor.next()) {
                visit(
                        cursor.key(),
                        cursor.value(),
                        new PageIndex(),
                        (page, in) -> restore(of, marks, page, in));
            }
        }
        pages(MARK_KINDS).requireCurrent();
        return marks;
    }

    static TidalException damaged(byte[] key, String what) {
        return new TidalException(
                ErrorCode.DATA_CORRUPTED,
                "what expired events added up to is damaged (family "
                        + Family.BASES.label()
                        + ", key "
                        + HexFormat.of().formatHex(key)
                        + "): "
                        + what
                        + ". Restore the directory from a backup.");
    }
}
