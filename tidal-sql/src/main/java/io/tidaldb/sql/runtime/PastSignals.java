package io.tidaldb.sql.runtime;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.ledger.SignalLedger;
import io.tidaldb.schema.SignalDefinition;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The signals that a statement reads as of moments that have passed, each counted once. */
final class PastSignals {
    private record Past(String signal, long moment, SignalReader reader) {}

    private final StatementContext context;

    /** Few, so that looking through them costs less than a key would. */
    private final List<Past> known = new ArrayList<>();

    PastSignals(StatementContext context) {
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

    SignalReader signal(String name, long moment) {
        for (Past past : known) {
            if (past.moment == moment && past.signal.equals(name)) {
                return past.reader;
            }
        }
        SignalDefinition definition = context.schema().signal(name).orElseThrow();
        SignalReader reader =
                new SignalReader(
                        context.store().table(definition.targetTable()),
                        ledger(definition, moment));
        known.add(new Past(name, moment, reader));
        return reader;
    }

    private SignalLedger ledger(SignalDefinition signal, long moment) {
        return moment == context.now()
                ? context.store().signal(signal.id())
                : context.store().signalAsOf(signal.id(), moment, context::checkCancelled);
    }
}
