package io.tidaldb.ledger;

/** An event as tests generate it. */
record Event(int ordinal, double weight, long at) {
    void applyTo(SignalLedger ledger) {
        ledger.apply(ordinal, weight, at);
    }

    Event retraction() {
        return new Event(ordinal, -weight, at);
    }
}
