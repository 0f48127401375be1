package io.tidaldb.store;

import io.tidaldb.kv.Family;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.ledger.EventIds;
import io.tidaldb.ledger.SignalLedger;
import io.tidaldb.log.LogBlock;
import io.tidaldb.log.LogRecord;

import java.util.HashMap;
import java.util.Map;

/**
 * Verifies the bases of signals whose old events were given up: that they can be read, and that
 * each stands for as many entries as the log has up to its position.
 */
final class BaseVerification implements Walk.LogVisitor {
    private final KeyValueStore store;
    private final Projections projections;
    private final StoreOptions options;
    private final Findings findings;

    /** By signal, how many entries its base must stand for. */
    private final Map<Integer, Long> expired = new HashMap<>();

    /** By signal, the sum of the magnitudes of its events' weights. */
    private final Map<Integer, Double> magnitudes = new HashMap<>();

    BaseVerification(
            KeyValueStore store, Projections projections, StoreOptions options, Findings findings) {
        this.store = store;
        this.projections = projections;
        this.options = options;
        this.findings = findings;
    }

    boolean load() {
        return findings.step(Family.BASES.label(), () -> SignalBase.loadAll(store, projections));
    }

    @Override
    public void section(LogBlock block, LogBlock.Section section, LogRecord record) {
        if (record instanceof LogRecord.EventRun run) {
            magnitudes.merge(run.signal(), magnitude(run), Double::sum);
        }
        for (Projections.Signal signal : projections.signals()) {
            if (Retention.isOf(signal, block, section)) {
                if (section.tag() == LogBlock.EXPIRED) {
                    signal.expiry().requireHeld(section, Long.MAX_VALUE);
                }
                if (section.position() <= signal.expiry().position()) {
                    expired.merge(signal.definition().id(), (long) section.count(), Long::sum);
                }
            }
        }
    }

    private static double magnitude(LogRecord.EventRun run) {
        double sum = 0;
        for (int i = 0; i < run.count(); i++) {
            sum += Math.abs(run.weight(i));
        }
        return sum;
    }

    /** After the log was walked over. */
    boolean compareEntries() {
        boolean equal = true;
        for (Projections.Signal signal : projections.signals()) {
            SignalBase base = signal.expiry().base();
            long entries = expired.getOrDefault(signal.definition().id(), 0L);
            if (base != null && base.entries() != entries) {
                equal = false;
                findings.noteAt(
                        Family.BASES,
                        SignalBase.key(signal.definition().id()),
                        "it is of " + base.entries() + " entries of the log, which had " + entries);
            }
        }
        return equal;
    }

    /** Reads all pages of all bases, once the tables are filled. */
    boolean read() {
        return findings.step(
                Family.BASES.label(),
                () -> {
                    for (Projections.Signal signal : projections.signals()) {
                        SignalBase base = signal.expiry().base();
                        if (base != null) {
                            base.restore(
                                    signal,
                                    new SignalLedger(signal.definition()),
                                    new EventIds(options.rememberedEventIds()),
                                    null);
                        }
                    }
                });
    }

    /** By signal, the sum of the magnitudes of the weights of the events in the log. */
    Map<Integer, Double> magnitudes() {
        return magnitudes;
    }

    /** The newest time of all events that the bases stand for; {@link Long#MIN_VALUE} for none. */
    long newestEvent() {
        long newest = Long.MIN_VALUE;
        for (Projections.Signal signal : projections.signals()) {
            SignalBase base = signal.expiry().base();
            if (base != null) {
                newest = Math.max(newest, base.manifest().place().newestEvent());
            }
        }
        return newest;
    }
}
