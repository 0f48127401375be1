package io.tidaldb.store;

import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.checkpoint.LogPlace;
import io.tidaldb.checkpoint.Manifest;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.checkpoint.PageIndex;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.ledger.EventIds;
import io.tidaldb.ledger.SignalLedger;
import io.tidaldb.ledger.UserSets;
import io.tidaldb.log.LogBlock;
import io.tidaldb.log.LogReader;
import io.tidaldb.log.LogRecord;

import java.util.List;

/**
 * Makes a signal's base for a later position: counts the events since the one that it has, and
 * writes the pages that this changed. What is counted are the rows that are there now; rows that go
 * or come meanwhile are told by when they were born, whenever the base is read. For one thread.
 */
final class BaseBuild {
    private final KeyValueStore store;
    private final Projections.Signal signal;
    private final SignalBase old;
    private final SignalLedger ledger;
    private final EventIds eventIds;
    private final UserSets marks = new UserSets();
    private final PageIndex index;
    private long entries;
    private long events;
    private long known;
    private long newestEvent;

    BaseBuild(KeyValueStore store, Projections.Signal signal, int rememberedEventIds) {
        this.store = store;
        this.signal = signal;
        this.old = signal.expiry().base();
        this.ledger = new SignalLedger(signal.definition());
        this.eventIds = new EventIds(rememberedEventIds, true);
        if (old == null) {
            this.index = new PageIndex();
            this.newestEvent = Long.MIN_VALUE;
        } else {
            this.index = old.restore(signal, ledger, eventIds, marks);
            this.entries = old.entries();
            this.events = old.events();
            this.known = old.known();
            this.newestEvent = old.manifest().place().newestEvent();
        }
    }

    /**
     * Counts up to a position, at which a block ends.
     *
     * @param interruption ends it by what it throws
     */
    void count(long to, Runnable interruption) {
        long from = old == null ? 1 : old.position() + 1;
        try (LogReader reader = new LogReader(store, from, to)) {
            while (reader.next()) {
                interruption.run();
                LogBlock block = reader.block();
                for (LogBlock.Section section : block.sections()) {
                    if (Retention.isOf(signal, block, section) && section.position() >= from) {
                        count(reader, section);
                    }
                }
                ledger.advanceTo(known);
            }
        }
    }

    private void count(LogReader reader, LogBlock.Section section) {
        LogBlock.Times times = reader.block().times();
        entries += section.count();
        switch (reader.record(section)) {
            case LogRecord.EventRun run -> {
                events += run.count();
                newestEvent = Math.max(newestEvent, run.latest());
                known = Math.max(known, times.eventTimed() ? run.latest() : times.committed());
                count(run, section.position());
            }
            case LogRecord.Retraction retraction -> {
                known = Math.max(known, times.committed());
                uncount(retraction);
            }
            default -> throw LogReader.damaged(section, "expired events are not in their base");
        }
    }

    private void count(LogRecord.EventRun run, long position) {
        int[] targets = Replay.ordinals(run.targets(), signal.targets(), position);
        int[] users = Replay.users(run, signal, position);
        if (run.unknown() != null) {
            ledger.countUnknown(run.unknownCount());
        }
        for (int i = 0; i < run.count(); i++) {
            if (run.hasEventId(i)) {
                eventIds.add(run.eventId(i));
            }
            if (targets[i] >= 0) {
                ledger.apply(targets[i], run.weight(i), run.times()[i]);
                // What was taken back marks nothing; nothing of this can be taken back any more.
                if (users != null
                        && users[i] >= 0
                        && signal.definition().keepsMarks()
                        && !signal.retracted().contains(position + i)) {
                    marks.add(users[i], targets[i]);
                }
            }
        }
    }

    private void uncount(LogRecord.Retraction retraction) {
        LogRecord.EventRun run = retraction.events();
        int[] targets = Replay.ordinals(run.targets(), signal.targets(), retraction.positions());
        for (int i = 0; i < run.count(); i++) {
            if (targets[i] >= 0) {
                ledger.retract(targets[i], run.weight(i), run.times()[i]);
            }
        }
    }

    /**
     * Writes it in place of the one before.
     *
     * @param position up to which was counted
     */
    SignalBase write(long position, boolean sync) {
        int id = signal.definition().id();
        CheckpointWriter writer =
                new CheckpointWriter(
                        store,
                        Family.BASES,
                        SignalBase.key(id),
                        index,
                        old == null ? 1 : old.manifest().number() + 1);
        ByteWriter ledgerState = new ByteWriter();
        ledger.beginCapture(ledgerState, writer::write);
        while (ledger.copyNext()) {
            // Each goes to the writer.
            continue;
        }
        ByteWriter idsState = new ByteWriter();
        eventIds.capture(id, idsState, writer::write);
        marks.capture(group -> new PageId(PageId.Kind.SEEN, id, 0, group, 0), writer::write);
        Manifest.SignalState state =
                new Manifest.SignalState(
                        id,
                        CheckpointShape.of(signal.definition()),
                        SignalBase.state(
                                ledgerState.toByteArray(),
                                idsState.toByteArray(),
                                entries,
                                events));
        var passed = ledger.passedPages().or(eventIds.passedPages());
        Manifest manifest =
                writer.finish(
                        new LogPlace(position, newestEvent, known, 0),
                        List.of(state),
                        (page, version) -> passed.test(page),
                        sync);
        return new SignalBase(store, manifest, entries, events);
    }
}
