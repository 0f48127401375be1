package io.tidaldb.store;

import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.checkpoint.Manifest;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.ledger.RetractedEvents;
import io.tidaldb.ledger.SignalLedger;
import io.tidaldb.log.LogBlock;
import io.tidaldb.log.LogReader;
import io.tidaldb.log.LogRecord;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Counts what a signal added up to at a moment of the past: from the nearest base before it, and
 * the log after that as far as it was known. Any thread; the writer is not involved.
 */
final class SignalHistory {
    private static final Logger LOG = LoggerFactory.getLogger(SignalHistory.class);

    private static final List<PageId.Kind> LEDGER_KINDS =
            java.util.Arrays.stream(PageId.Kind.values()).filter(PageId.Kind::isLedger).toList();

    private final KeyValueStore store;
    private final LogTimeline timeline;

    /** Null where there are none. */
    private final HistorySnapshots snapshots;

    private final PastLedgers recent = new PastLedgers();

    SignalHistory(KeyValueStore store, HistorySnapshots snapshots) {
        this.store = store;
        this.snapshots = snapshots;
        this.timeline = new LogTimeline(store);
    }

    /**
     * The signal as it was known at a moment.
     *
     * @param to the last log position, which is applied
     * @param interruption is run now and then, and ends the counting by what it throws
     */
    SignalLedger at(Projections.Signal signal, long moment, long to, Runnable interruption) {
        requireKept(signal, moment);
        return recent.get(
                signal.definition().id(),
                moment,
                to,
                interruption,
                past -> {
                    try {
                        return follow(past, signal, moment, to, interruption);
                    } catch (SupersededException e) {
                        return anew(signal, moment, to, interruption);
                    }
                });
    }

    /**
     * What has expired; null for nothing.
     *
     * @throws TidalException INVALID_TIMESTAMP if events have expired that were not all known then
     */
    private static SignalBase requireKept(Projections.Signal signal, long moment) {
        SignalBase base = signal.expiry().base();
        if (base != null && moment < base.known()) {
            throw new TidalException(
                    ErrorCode.INVALID_TIMESTAMP,
                    "what "
                            + signal.definition().name()
                            + " added up to at "
                            + Instant.ofEpochMilli(moment)
                            + " is not known any more, since its events of that time have expired;"
                            + " the earliest moment that can be asked for is "
                            + Instant.ofEpochMilli(base.known()));
        }
        return base;
    }

    private PastLedgers.Counted anew(
            Projections.Signal signal, long moment, long to, Runnable interruption) {
        while (true) {
            interruption.run();
            try {
                return follow(null, signal, moment, to, interruption);
            } catch (SupersededException e) {
                LOG.debug("{} is counted again", signal.definition().name(), e);
            }
        }
    }

    /** Brings what is counted up to a position, beginning with a base if nothing is. */
    private PastLedgers.Counted follow(
            PastLedgers.Counted past,
            Projections.Signal signal,
            long moment,
            long to,
            Runnable interruption) {
        PastLedgers.Counted from = past != null ? past : base(signal, moment, to, interruption);
        KnownBy known = new KnownBy(moment);
        try (LogReader reader = new LogReader(store, from.position() + 1, to)) {
            long end = from.position();
            for (LogTimeline.Stretch stretch :
                    timeline.known(known, from.position() + 1, to, interruption)) {
                if (stretch.first() > end + 1) {
                    reader.skipTo(stretch.first());
                }
                while (end < stretch.last() && reader.next()) {
                    interruption.run();
                    count(reader, from, signal, known);
                    end = reader.block().position() + reader.block().count() - 1;
                }
            }
        }
        if (signal.expiry().position() > from.position()) {
            // A block whose events that were known by then have all expired is passed over.
            throw new SupersededException("base at " + from.position());
        }
        return new PastLedgers.Counted(from.ledger(), Math.max(from.position(), to));
    }

    private static void count(
            LogReader reader, PastLedgers.Counted from, Projections.Signal signal, KnownBy known) {
        LogBlock block = reader.block();
        if (!known.anyOf(block.times())) {
            return;
        }
        for (LogBlock.Section section : block.sections()) {
            boolean own =
                    switch (section.tag()) {
                        case LogBlock.EVENTS, LogBlock.RETRACTION, LogBlock.EXPIRED ->
                                block.signal(section) == signal.definition().id();
                        default -> false;
                    };
            if (own && section.position() > from.position()) {
                switch (reader.record(section)) {
                    case LogRecord.Expired expired ->
                            signal.expiry().requireHeld(section, from.position());
                    case LogRecord.EventRun run ->
                            count(run, section.position(), block.times(), from, signal, known);
                    case LogRecord.Retraction retraction -> {
                        if (known.retraction(block.times())) {
                            uncount(retraction, from, signal);
                        }
                    }
                    default -> throw new IllegalStateException("tag " + section.tag());
                }
            }
        }
    }

    private static void count(
            LogRecord.EventRun run,
            long position,
            LogBlock.Times times,
            PastLedgers.Counted from,
            Projections.Signal signal,
            KnownBy known) {
        int[] targets = Replay.ordinals(run.targets(), signal.targets(), position);
        for (int i = 0; i < run.count(); i++) {
            if (targets[i] >= 0 && known.event(times, run.times()[i])) {
                from.ledger().apply(targets[i], run.weight(i), run.times()[i]);
            }
        }
    }

    /** What is taken back came before, by a clock that does not fall: so it was known, too. */
    private static void uncount(
            LogRecord.Retraction retraction, PastLedgers.Counted from, Projections.Signal signal) {
        LogRecord.EventRun run = retraction.events();
        int[] targets = Replay.ordinals(run.targets(), signal.targets(), retraction.positions());
        for (int i = 0; i < run.count(); i++) {
            if (targets[i] >= 0) {
                from.ledger().retract(targets[i], run.weight(i), run.times()[i]);
            }
        }
    }

    /** A signal's events that were known at a moment. */
    EventCursor events(
            Projections.Signal signal,
            EventFilter filter,
            long moment,
            long to,
            Runnable interruption) {
        requireKept(signal, moment);
        KnownBy known = new KnownBy(moment);
        RetractedEvents retracted =
                moment == Long.MAX_VALUE || signal.retracted().size() == 0
                        ? signal.retracted()
                        : retracted(signal.definition().id(), known, to, interruption);
        return new EventCursor(store, signal, retracted, filter, known, to, interruption);
    }

    private RetractedEvents retracted(int signal, KnownBy known, long to, Runnable interruption) {
        RetractedEvents retracted = new RetractedEvents();
        try (LogReader reader = new LogReader(store, 1, to)) {
            while (reader.next()) {
                interruption.run();
                LogBlock block = reader.block();
                for (LogBlock.Section section : block.sections()) {
                    if (section.tag() == LogBlock.RETRACTION
                            && known.retraction(block.times())
                            && block.signal(section) == signal) {
                        LogRecord.Retraction retraction =
                                (LogRecord.Retraction) reader.record(section);
                        for (long position : retraction.positions()) {
                            retracted.add(position);
                        }
                    }
                }
            }
        }
        return retracted;
    }

    private PastLedgers.Counted base(
            Projections.Signal signal, long moment, long to, Runnable interruption) {
        SignalBase expired = requireKept(signal, moment);
        for (LedgerBase base : bases(signal, expired)) {
            if (base.position() <= to && base.known() <= moment) {
                try {
                    SignalLedger ledger = base.at(moment, signal, interruption);
                    if (ledger != null) {
                        return new PastLedgers.Counted(ledger, base.position());
                    }
                } catch (MalformedBytesException e) {
                    LOG.warn(
                            "{} at position {} is damaged, an earlier state is used: {}",
                            signal.definition().name(),
                            base.position(),
                            e.getMessage());
                }
            }
        }
        if (expired != null) {
            throw SignalBase.damaged(
                    SignalBase.key(signal.definition().id()), "its pages cannot be read");
        }
        SignalLedger empty = new SignalLedger(signal.definition());
        empty.advanceTo(moment);
        return new PastLedgers.Counted(empty, 0);
    }

    /** From the latest to the earliest, which is the one that holds what has expired. */
    private List<LedgerBase> bases(Projections.Signal signal, SignalBase expired) {
        List<LedgerBase> bases = new ArrayList<>();
        if (expired != null) {
            bases.add(expired.ledger());
        }
        byte[] checkpoint = store.get(Family.CHECKPOINT, Manifest.KEY);
        if (checkpoint != null) {
            Manifest manifest = Manifest.decode(checkpoint);
            Manifest.SignalState state = manifest.signal(signal.definition().id());
            if (state != null) {
                bases.add(
                        new LedgerBase(
                                manifest.position(),
                                manifest.place().known(),
                                manifest.number(),
                                state,
                                new StoredPages(
                                        store,
                                        Family.CHECKPOINT,
                                        Manifest.KEY,
                                        manifest.number(),
                                        state.id(),
                                        LEDGER_KINDS)));
            }
        }
        if (snapshots != null) {
            bases.addAll(snapshots.bases(signal.definition().id()));
        }
        if (expired != null) {
            bases.removeIf(base -> base.position() < expired.position());
        }
        bases.sort(Comparator.comparingLong(LedgerBase::position).reversed());
        return bases;
    }
}
