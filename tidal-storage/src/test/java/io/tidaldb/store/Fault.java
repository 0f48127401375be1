package io.tidaldb.store;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

/** A fault that strikes once: when a disk is asked for something of a kind for the n-th time. */
final class Fault implements Disk.Watcher {
    /** What happens. */
    enum Kind {
        /** The disk reports a failure. */
        FAILURE,
        /** Something throws what nobody expects. */
        EXCEPTION,
        /** The machine reports that it is at its end. */
        ERROR,
        /** Everything stops. */
        POWER_LOSS
    }

    private final Disk.Step step;
    private final boolean before;
    private final Kind kind;
    private int occurrence;
    private Disk disk;
    private volatile boolean paused;
    private volatile boolean struck;

    /**
     * @param before whether it strikes before the step is done or after
     * @param occurrence which one, counted from 1
     */
    Fault(Disk.Step step, boolean before, Kind kind, int occurrence) {
        this.step = step;
        this.before = before;
        this.kind = kind;
        this.occurrence = occurrence;
    }

    void attach(Disk to) {
        disk = to;
        to.setWatcher(this);
    }

    Disk.Step step() {
        return step;
    }

    boolean isAt(Disk.Step other) {
        return step == other;
    }

    boolean isRead() {
        return step.name().startsWith("READ");
    }

    boolean isPowerLoss() {
        return kind == Kind.POWER_LOSS;
    }

    boolean hasStruck() {
        return struck;
    }

    /** Lets everything pass uncounted for a while. */
    void pause(boolean pausing) {
        paused = pausing;
    }

    /** Strikes now. */
    void strike() {
        struck = true;
        switch (kind) {
            case FAILURE -> throw new TidalException(ErrorCode.INPUT_OUTPUT, "the disk failed");
            case EXCEPTION -> throw new IllegalStateException("nobody expects this");
            case ERROR -> throw new InternalError("the machine is at its end");
            case POWER_LOSS -> {
                disk.cutPower();
                throw new TidalException(ErrorCode.INPUT_OUTPUT, "the power failed");
            }
        }
    }

    private synchronized void pass(Disk.Step at, boolean isBefore) {
        if (at == step && isBefore == before && !paused && !struck && --occurrence == 0) {
            strike();
        }
    }

    @Override
    public void before(Disk.Step at) {
        pass(at, true);
    }

    @Override
    public void after(Disk.Step at) {
        pass(at, false);
    }
}
