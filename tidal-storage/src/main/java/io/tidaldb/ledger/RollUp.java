package io.tidaldb.ledger;

import java.util.function.IntUnaryOperator;

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
        this.ledger = of(targets, owners::of);
    }

    /**
     * A ledger of the same signal under other ordinals, several of which may fall together: what
     * items add up to, summed up for their creators. Writer only.
     *
     * @param newOrdinal an ordinal's new one, or a negative number to leave it out
     */
    public static SignalLedger of(SignalLedger targets, IntUnaryOperator newOrdinal) {
        SignalLedger result = new SignalLedger(targets.definition());
        for (int i = 0; i < result.decays.length; i++) {
            result.decays[i].addAll(targets.decays[i], newOrdinal);
        }
        result.all.addAll(targets.all, newOrdinal);
        for (int i = 0; i < result.sliding.length; i++) {
            result.sliding[i].addAll(targets.sliding[i], newOrdinal);
        }
        result.takeMoment(targets);
        return result;
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

    void apply(SortedEvents events) {
        int size = events.size();
        int[] ordinals = new int[size];
        long[] times = new long[size];
        double[] weights = events.isWeighted() ? new double[size] : null;
        for (int i = 0; i < size; i++) {
            ordinals[i] = owners.of(events.ordinal(i));
            times[i] = events.time(i);
            if (weights != null) {
                weights[i] = events.weight(i);
            }
        }
        ledger.apply(ordinals, weights, times, size);
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
