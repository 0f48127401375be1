package io.tidaldb.ledger;

/**
 * What a signal adds up to for the owners of its targets: for each owner the sum over the rows that
 * it has now, of all that they have, whoever owned them when it came. So it follows from the
 * targets' ledger and the owners, and is in no checkpoint.
 */
public final class RollUp {
    private final SignalLedger targets;
    private final Owners owners;
    private final SignalLedger ledger;

    RollUp(SignalLedger targets, Owners owners) {
        this.targets = targets;
        this.owners = owners;
        this.ledger = targets.rolledUp(owners::of);
    }

    /** By the owners' ordinals. Ask it only for what it adds up to. */
    public SignalLedger ledger() {
        return ledger;
    }

    /**
     * Takes what a target has from one owner and gives it to another. That {@link Owners} says so
     * too is up to the caller, since several signals share it. Writer only.
     *
     * @param from the owner until now, or {@link Owners#NONE}
     * @param to the owner from now on, or {@link Owners#NONE}
     */
    public void changeOwner(int target, int from, int to) {
        if (from >= 0) {
            ledger.add(from, targets, target, -1);
        }
        if (to >= 0) {
            ledger.add(to, targets, target, 1);
        }
    }

    /** Gives all that one owner has to another one. Writer only. */
    public void succeed(int from, int to) {
        ledger.add(to, ledger, from, 1);
        ledger.clear(from);
    }

    /** Makes all of an owner without targets 0, whatever roundings left. Writer only. */
    public void clear(int owner) {
        ledger.clear(owner);
    }

    void apply(int target, double weight, long at) {
        int owner = owners.of(target);
        if (owner >= 0) {
            ledger.apply(owner, weight, at);
        }
    }

    /** Takes all that a target has from its owner. */
    void takeAway(int target) {
        changeOwner(target, owners.of(target), Owners.NONE);
    }

    void start(long moment) {
        ledger.startAt(moment);
    }

    void advanceTo(long now) {
        ledger.advanceTo(now);
    }

    long nextBoundary() {
        return ledger.nextBoundary();
    }
}
