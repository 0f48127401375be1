package io.tidaldb.store;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.checkpoint.LogPlace;
import io.tidaldb.checkpoint.Manifest;
import io.tidaldb.checkpoint.PageCodec;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.checkpoint.PageIndex;
import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.TidalException;
import io.tidaldb.index.StoredGraphs;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Cursor;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.table.Table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Fills empty ledgers, event ids and user sets from the checkpoint. The rows are already there, as
 * of a position that is maybe later: cells of an ordinal whose row was born after the checkpoint or
 * is gone by now are left out, as they are about another row.
 *
 * <p>What is damaged, missing or does not fit is never served: the caller counts the log anew. What
 * is wrong with a graph alone costs that graph alone.
 */
final class CheckpointLoad {
    private static final int GARBAGE_PER_BATCH = 10_000;

    /** How many pages may wait to be decoded; most have 1 to 100 KiB. */
    private static final int WAITING_PAGES = 256;

    /**
     * What a checkpoint leads to.
     *
     * @param number its number; 0 where there is none
     * @param place the place in the log that it stands for; the beginning where there is none
     * @param index its pages
     */
    record Loaded(long number, LogPlace place, PageIndex index) {
        static Loaded nothing() {
            return new Loaded(0, LogPlace.BEGINNING, new PageIndex());
        }

        long position() {
            return place.position();
        }
    }

    /** Why a checkpoint that is undamaged cannot be used; the message says so. */
    static final class UnfitException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnfitException(String message) {
            super(message);
        }
    }

    private final KeyValueStore store;
    private final Projections projections;
    private final long lastPosition;
    private final StoredGraphs graphs;
    private final boolean tidies;

    /**
     * @param graphs takes the pages of vector indexes' graphs, those of each in order and one after
     *     another, and which of them are damaged
     * @param tidies whether to delete what a checkpoint that was not finished left, and damaged
     *     pages of graphs
     */
    CheckpointLoad(
            KeyValueStore store,
            Projections projections,
            long lastPosition,
            StoredGraphs graphs,
            boolean tidies) {
        this.store = store;
        this.projections = projections;
        this.lastPosition = lastPosition;
        this.graphs = graphs;
        this.tidies = tidies;
    }

    /**
     * Loads it.
     *
     * @param clock where the ledgers must be able to move to; null to leave them where they are
     * @param progress is told how many pages were read
     * @throws TidalException DATA_CORRUPTED, naming the place
     * @throws UnfitException if it is undamaged but does not fit the definitions or the clock
     */
    Loaded load(StoreClock clock, Advance progress) {
        byte[] bytes = store.get(Family.CHECKPOINT, Manifest.KEY);
        if (bytes == null) {
            return Loaded.nothing();
        }
        Manifest manifest = CheckpointPages.manifest(bytes, lastPosition);
        for (Projections.Signal signal : projections.signals()) {
            if (signal.expiry().position() > manifest.position()) {
                throw new UnfitException(
                        "events of " + signal.definition().name() + " have expired after it");
            }
        }
        readStates(manifest);
        if (clock != null) {
            requireFit(manifest, clock);
        }
        PageIndex index = readPages(manifest, progress);
        return new Loaded(manifest.number(), manifest.place(), index);
    }

    private void readStates(Manifest manifest) {
        for (Manifest.SignalState state : manifest.signals()) {
            Projections.Signal signal = projections.findSignal(state.id());
            if (signal == null) {
                continue;
            }
            if (!Arrays.equals(state.shape(), CheckpointShape.of(signal.definition()))) {
                throw new UnfitException(
                        "signal " + signal.definition().name() + " is defined otherwise since");
            }
            try {
                ByteReader both = new ByteReader(state.state());
                signal.ledger().readState(new ByteReader(both.readBlob()));
                signal.eventIds().readState(new ByteReader(both.readBlob()));
            } catch (MalformedBytesException e) {
                throw CheckpointPages.damaged(Manifest.KEY, e.getMessage());
            }
        }
    }

    /** Windows move forward only, so a clock that was set back needs them counted anew. */
    private void requireFit(Manifest manifest, StoreClock clock) {
        if (clock.followsEvents()) {
            if (manifest.place().newestEvent() == Long.MIN_VALUE) {
                return;
            }
            clock.observe(manifest.place().newestEvent());
        }
        long now = clock.now();
        for (Projections.Signal signal : projections.signals()) {
            if (!signal.ledger().canMoveTo(now)) {
                throw new UnfitException(
                        "the clock shows "
                                + now
                                + ", the windows of "
                                + signal.definition().name()
                                + " are already at "
                                + signal.ledger().moment());
            }
        }
    }

    private PageIndex readPages(Manifest manifest, Advance progress) {
        PageIndex index;
        List<byte[]> garbage = new ArrayList<>();
        try (Cursor cursor = store.scan(Family.CHECKPOINT, new byte[] {1}, null);
                Lanes lanes = new Lanes(WAITING_PAGES)) {
            index =
                    CheckpointPages.read(
                            cursor,
                            manifest,
                            new Restoring(manifest, lanes, garbage),
                            garbage::add,
                            progress);
            for (Projections.Signal signal : projections.signals()) {
                lanes.run(signal.definition().id(), signal.ledger()::restored);
            }
            CheckpointPages.requireAll(index, manifest, new Restoring(manifest, lanes, garbage));
            lanes.finish();
        }
        if (tidies) {
            delete(garbage);
        }
        return index;
    }

    /** Has pages restored, each object's one after another. */
    private final class Restoring implements CheckpointPages.Visitor {
        private final Manifest manifest;
        private final Lanes lanes;
        private final List<byte[]> garbage;

        Restoring(Manifest manifest, Lanes lanes, List<byte[]> garbage) {
            this.manifest = manifest;
            this.lanes = lanes;
            this.garbage = garbage;
        }

        @Override
        public void page(PageId id, byte[] key, byte[] value) {
            lanes.run(lane(id), () -> restore(id, key, value, manifest));
        }

        @Override
        public void graphDamaged(int index, byte[] key, String what) {
            if (key != null) {
                garbage.add(key);
            }
            lanes.run(index, () -> graphs.damaged(index, what));
        }
    }

    /** One object's pages share a lane. */
    private static int lane(PageId id) {
        return switch (id.kind()) {
            case DECAYED, SUMS, BUCKET, SEEN, EXCLUDED, GRAPH -> id.owner();
            case EVENT_IDS, RETRACTED, MARKED -> id.owner() + 1;
            case RELATED, RECENT -> id.owner() + 2;
        };
    }

    private void restore(PageId id, byte[] key, byte[] value, Manifest manifest) {
        int length = value.length - PageCodec.HEADER_BYTES;
        try {
            restore(id, new ByteReader(value, PageCodec.HEADER_BYTES, length), manifest.position());
        } catch (MalformedBytesException e) {
            throw CheckpointPages.damaged(key, e.getMessage());
        }
    }

    private void restore(PageId id, ByteReader in, long position) {
        switch (id.kind()) {
            case DECAYED, SUMS, BUCKET, EVENT_IDS, RETRACTED, MARKED, RELATED, RECENT -> {
                Projections.Signal signal = projections.findSignal(id.owner());
                if (signal == null) {
                    return;
                }
                restore(signal, id, in, position);
            }
            case SEEN, EXCLUDED ->
                    throw new UnfitException("it has the users' sets of an earlier version");
            case GRAPH -> graphs.page(id, in);
        }
    }

    private static void restore(
            Projections.Signal signal, PageId id, ByteReader in, long position) {
        switch (id.kind()) {
            case EVENT_IDS -> signal.eventIds().restore(id, in);
            case RETRACTED -> signal.retracted().restore(id, in);
            case MARKED -> {
                if (signal.marks() == null) {
                    throw new MalformedBytesException(
                            signal.definition().name() + " keeps no sets of items");
                }
                signal.marks()
                        .restore(
                                id,
                                in,
                                stale(signal.users(), position),
                                stale(signal.targets(), position));
            }
            case RELATED, RECENT -> {
                if (signal.related() == null) {
                    throw new MalformedBytesException(
                            signal.definition().name() + " relates no items");
                }
                signal.related()
                        .restore(
                                id,
                                in,
                                stale(signal.users(), position),
                                stale(signal.targets(), position));
            }
            default -> signal.ledger().restore(id, in, stale(signal.targets(), position));
        }
    }

    /** Tells ordinals whose row is not the one that had it at a log position. */
    static IntPredicate stale(Table table, long position) {
        int size = table.size();
        if (table.liveCount() == size && table.newestBirth() <= position) {
            return ordinal -> ordinal >= size;
        }
        return ordinal ->
                ordinal >= size || !table.isLive(ordinal) || table.bornAt(ordinal) > position;
    }

    /** Deletes pages that do not count. */
    private void delete(List<byte[]> keys) {
        for (int from = 0; from < keys.size(); from += GARBAGE_PER_BATCH) {
            Batch batch = new Batch();
            keys.subList(from, Math.min(keys.size(), from + GARBAGE_PER_BATCH))
                    .forEach(key -> batch.delete(Family.CHECKPOINT, key));
            store.write(batch, false);
        }
    }
}
