package io.tidaldb.sql.runtime;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.ledger.SignalLedger;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.store.Store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The signals that a statement reads, of targets or of creators, now or as of moments that have
 * passed; what has passed is counted once.
 */
final class SignalReaders {
    private record Known(String signal, boolean creators, long moment, SignalReader reader) {}

    private final StatementContext context;

    /** Few, so that looking through them costs less than a key would. */
    private final List<Known> known = new ArrayList<>();

    SignalReaders(StatementContext context) {
        this.context = context;
    }

    long require(Long moment) {
        if (moment == null) {
            throw new TidalException(
                    ErrorCode.INVALID_TIMESTAMP,
                    "FOR SYSTEM_TIME AS OF NULL names no moment; leave it out for now");
        }
        if (moment < 0) {
            throw new TidalException(
                    ErrorCode.INVALID_TIMESTAMP,
                    "FOR SYSTEM_TIME AS OF "
                            + Instant.ofEpochMilli(moment)
                            + ": a moment lies between 1970-01-01 and now");
        }
        if (moment > context.now()) {
            throw new TidalException(
                    ErrorCode.INVALID_TIMESTAMP,
                    "FOR SYSTEM_TIME AS OF "
                            + Instant.ofEpochMilli(moment)
                            + " lies in the future, of which nothing is known yet: by the store's"
                            + " clock it is "
                            + Instant.ofEpochMilli(context.now())
                            + ". Leave it out for now");
        }
        return moment;
    }

    SignalReader reader(String name, boolean creators, long moment) {
        for (Known one : known) {
            if (one.moment == moment && one.creators == creators && one.signal.equals(name)) {
                return one.reader;
            }
        }
        SignalDefinition signal = context.schema().signal(name).orElseThrow();
        int table =
                creators
                        ? context.schema().rollUpTable(signal).orElseThrow().id()
                        : signal.targetTable();
        SignalReader reader =
                new SignalReader(
                        context.store().table(table), ledger(signal.id(), creators, moment));
        known.add(new Known(name, creators, moment, reader));
        return reader;
    }

    private SignalLedger ledger(int signal, boolean creators, long moment) {
        Store store = context.store();
        if (moment == context.now()) {
            return creators ? store.rolledUp(signal) : store.signal(signal);
        }
        return creators
                ? store.rolledUpAsOf(signal, moment, context::checkCancelled)
                : store.signalAsOf(signal, moment, context::checkCancelled);
    }
}
