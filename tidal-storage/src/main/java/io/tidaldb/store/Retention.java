package io.tidaldb.store;

import io.tidaldb.checkpoint.PageCodec;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Cursor;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.log.LogBlock;
import io.tidaldb.log.LogReader;
import io.tidaldb.log.LogRecord;
import io.tidaldb.schema.SignalDefinition;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Gives up the events that are older than their signals retain them. An event is, once both its own
 * time and the moment at which it became known are that long before the last commit. They expire in
 * the order of the log, up to the first that is not old enough: first what they added up to becomes
 * the signal's {@link SignalBase}, then the log is rewritten without them. Stopped anywhere, it
 * goes on from there the next time. For one thread.
 */
final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private static final int GARBAGE_PER_BATCH = 10_000;

    private final KeyValueStore store;
    private final StoreOptions options;
    private final Supplier<Projections> projections;

    /** Returns when the writer has done what it was doing. */
    private final Runnable barrier;

    private final ExpiredBlocks blocks;

    /** Per signal the position up to which nothing is left that could expire. */
    private final Map<Integer, Long> reached = new HashMap<>();

    /** Signals of which no page of an unfinished base is left. */
    private final Set<Integer> tidied = new HashSet<>();

    Retention(
            KeyValueStore store,
            StoreOptions options,
            Supplier<Projections> projections,
            Runnable barrier) {
        this.store = store;
        this.options = options;
        this.projections = projections;
        this.barrier = barrier;
        this.blocks = new ExpiredBlocks(store);
    }

    /** Whether a section has events of a signal, or retractions of them. */
    static boolean isOf(Projections.Signal signal, LogBlock block, LogBlock.Section section) {
        return switch (section.tag()) {
            case LogBlock.EVENTS, LogBlock.RETRACTION, LogBlock.EXPIRED ->
                    block.signal(section) == signal.definition().id();
            default -> false;
        };
    }

    /**
     * Lets expire what has its time.
     *
     * @param last the position up to which opening the store would not have to count anything: the
     *     last checkpoint's
     * @param interruption is run now and then, and ends it by what it throws
     */
    void run(long last, Runnable interruption) {
        Projections current = projections.get();
        forgetDropped(current);
        if (last > 0) {
            long committed = committed(last);
            for (Projections.Signal signal : current.signals()) {
                long retention = signal.definition().retentionMillis();
                if (retention != SignalDefinition.KEEP && committed >= retention) {
                    expire(signal, last, committed - retention, interruption);
                }
            }
        }
        blocks.rewrite(current, interruption);
    }

    private long committed(long position) {
        try (LogReader reader = new LogReader(store, position, position)) {
            return reader.next() ? reader.block().times().committed() : Long.MIN_VALUE;
        }
    }

    private void expire(Projections.Signal signal, long last, long before, Runnable interruption) {
        int id = signal.definition().id();
        Expiry expiry = signal.expiry();
        long from = Math.max(expiry.position(), reached.getOrDefault(id, 0L)) + 1;
        Old old = old(signal, from, last, before, interruption);
        if (old.any) {
            expiry.announce(old.end);
            try {
                // Whoever took an event back before that has done so by then.
                barrier.run();
                tidy(id, expiry.base());
                BaseBuild build = new BaseBuild(store, signal, options.rememberedEventIds());
                build.count(old.end, interruption);
                boolean sync = !(options.durability() instanceof Durability.None);
                expiry.expired(build.write(old.end, sync));
            } finally {
                if (expiry.position() < old.end) {
                    expiry.announce(0);
                    tidied.remove(id);
                }
            }
            LOG.info(
                    "{}: {} events of {} have expired, up to log position {}",
                    options.directory(),
                    expiry.base().events(),
                    signal.definition().name(),
                    old.end);
        }
        reached.put(id, old.end);
    }

    /**
     * Blocks in which all of a signal is old enough to expire.
     *
     * @param end the last position of the last one
     * @param any whether there is anything of the signal in them
     */
    private record Old(long end, boolean any) {}

    private Old old(
            Projections.Signal signal, long from, long last, long before, Runnable interruption) {
        boolean any = false;
        try (LogReader reader = new LogReader(store, from, last)) {
            while (reader.next()) {
                interruption.run();
                LogBlock block = reader.block();
                boolean timed = block.times().eventTimed();
                for (LogBlock.Section section : block.sections()) {
                    if (!isOf(signal, block, section) || section.position() < from) {
                        continue;
                    }
                    boolean young =
                            switch (reader.record(section)) {
                                case LogRecord.EventRun run ->
                                        run.latest() >= before
                                                || !timed && block.times().committed() >= before;
                                case LogRecord.Retraction retraction ->
                                        block.times().committed() >= before;
                                default ->
                                        throw LogReader.damaged(
                                                section, "expired events are in no base");
                            };
                    if (young) {
                        return new Old(block.position() - 1, any);
                    }
                    any = true;
                }
            }
        }
        return new Old(last, any);
    }

    /** Deletes the bases of signals that are gone. */
    private void forgetDropped(Projections current) {
        List<Integer> gone = new ArrayList<>();
        try (Cursor cursor = store.scan(Family.BASES, SignalBase.key(0), new byte[] {1})) {
            while (cursor.next()) {
                int id = ByteBuffer.wrap(cursor.key()).getInt(1);
                if (current.findSignal(id) == null) {
                    gone.add(id);
                }
            }
        }
        for (int id : gone) {
            Batch batch = new Batch().delete(Family.BASES, SignalBase.key(id));
            for (PageId.Kind kind : PageId.Kind.values()) {
                batch.deleteRange(
                        Family.BASES, PageCodec.prefix(kind, id), PageCodec.prefix(kind, id + 1));
            }
            store.write(batch, false);
        }
    }

    /** Deletes what a base that was not finished left of its pages. */
    private void tidy(int id, SignalBase base) {
        if (!tidied.add(id)) {
            return;
        }
        long number = base == null ? 0 : base.manifest().number();
        Batch batch = new Batch();
        for (PageId.Kind kind : PageId.Kind.values()) {
            try (Cursor cursor =
                    store.scan(
                            Family.BASES,
                            PageCodec.prefix(kind, id),
                            PageCodec.prefix(kind, id + 1))) {
                while (cursor.next()) {
                    if (PageCodec.key(cursor.key()).version() > number) {
                        batch.delete(Family.BASES, cursor.key());
                    }
                    if (batch.operations().size() == GARBAGE_PER_BATCH) {
                        store.write(batch, false);
                        batch = new Batch();
                    }
                }
            }
        }
        if (!batch.operations().isEmpty()) {
            store.write(batch, false);
        }
    }
}
