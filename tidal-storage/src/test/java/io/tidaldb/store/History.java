package io.tidaldb.store;

import io.tidaldb.oracle.BruteForce;
import io.tidaldb.oracle.Generator;
import io.tidaldb.oracle.KeySpace;
import io.tidaldb.oracle.Operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A random history of a store: what is done to it, and what it does.
 *
 * @param followsEvents whether the clock stands at the newest event
 * @param rememberedIds how many event ids are remembered
 */
record History(boolean followsEvents, int rememberedIds, List<Step> steps) {
    sealed interface Step {}

    record Commit(List<Operation> set) implements Step {}

    /** The clock shows another moment, earlier maybe. */
    record SetClock(long now) implements Step {}

    /** A reader wants windows as of now. */
    record Read() implements Step {}

    record Checkpoint() implements Step {}

    record Reopen() implements Step {}

    /** The process ends, and is started again. */
    record Crash(Moment moment, List<Operation> set) implements Step {}

    record Backup() implements Step {}

    /** The last backup is restored. */
    record Restore() implements Step {}

    record Check() implements Step {}

    /** When a process ends: while it writes a set, takes a checkpoint, is idle or closes. */
    enum Moment {
        BEFORE_LOG,
        AFTER_LOG,
        BEFORE_PAGES,
        BEFORE_MANIFEST,
        AFTER_MANIFEST,
        IDLE,
        CLOSING
    }

    private static final int STEPS = 70;

    /**
     * Makes one.
     *
     * @param live whether the store stays open from beginning to end
     */
    static History random(long seed, boolean live) {
        return new Making(new Random(seed), live).run();
    }

    /** One being made, along with what it leads to, on which it depends. */
    private static final class Making {
        private final Random random;
        private final boolean live;
        private final boolean followsEvents;
        private final Generator generator;
        private final int rememberedIds;
        private final List<Step> steps = new ArrayList<>();
        private BruteForce state;
        private BruteForce backup;
        private long now = Feed.T0;

        Making(Random random, boolean live) {
            this.random = random;
            this.live = live;
            this.followsEvents = random.nextInt(3) == 0;
            this.rememberedIds = random.nextInt(3) == 0 ? 5 : 1_000_000;
            this.generator = new Generator(random, KeySpace.WHOLE, true, 4);
            this.state = new BruteForce(followsEvents, rememberedIds);
        }

        History run() {
            commit(Feed.operations());
            for (int i = 0; i < STEPS; i++) {
                step();
            }
            steps.add(new Check());
            return new History(followsEvents, rememberedIds, steps);
        }

        private void step() {
            int kind = random.nextInt(live ? 62 : 80);
            if (kind < 40) {
                commit(nextSet());
            } else if (kind < 52) {
                setClock();
            } else if (kind < 56) {
                steps.add(new Read());
                state.advanceTo(now);
            } else if (kind < 59) {
                steps.add(new Checkpoint());
            } else if (kind < 62) {
                steps.add(new Check());
                state.advanceTo(now);
            } else if (kind < 67) {
                steps.add(new Reopen());
                state.reopenedAt(now);
            } else if (kind < 76) {
                crash();
            } else if (kind < 78 || backup == null) {
                steps.add(new Backup());
                backup = state.copy();
            } else {
                steps.add(new Restore());
                state = backup.copy();
                state.reopenedAt(now);
            }
        }

        private List<Operation> nextSet() {
            boolean newest = followsEvents && state.newestEvent() != Long.MIN_VALUE;
            return generator.next(state, newest ? state.newestEvent() : now);
        }

        private void commit(List<Operation> set) {
            steps.add(new Commit(set));
            BruteForce next = state.after(set, now);
            state = next == null ? state : next;
        }

        private void crash() {
            Moment moment = Moment.values()[random.nextInt(Moment.values().length)];
            List<Operation> set = nextSet();
            steps.add(new Crash(moment, set));
            state = afterCrash(state, moment, set, now);
        }

        private void setClock() {
            now +=
                    switch (random.nextInt(9)) {
                        case 0 -> random.nextLong(120_000);
                        case 1, 2 -> random.nextLong(3 * Feed.HOUR);
                        case 3, 4 -> random.nextLong(3 * Feed.DAY);
                        case 5 -> random.nextLong(200 * Feed.DAY);
                        case 6 -> -random.nextLong(Feed.HOUR);
                        case 7 -> -random.nextLong(2 * Feed.DAY);
                        default -> Feed.DAY - Math.floorMod(now, Feed.DAY);
                    };
            now = Math.max(now, Feed.T0);
            steps.add(new SetClock(now));
        }
    }

    /** What is there when the store is opened after a crash. */
    static BruteForce afterCrash(BruteForce before, Moment moment, List<Operation> set, long now) {
        BruteForce next = moment == Moment.AFTER_LOG ? before.after(set, now) : before.copy();
        BruteForce kept = next == null ? before.copy() : next;
        kept.reopenedAt(now);
        return kept;
    }
}
