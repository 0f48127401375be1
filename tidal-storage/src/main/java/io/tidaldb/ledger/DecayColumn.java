package io.tidaldb.ledger;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.checkpoint.Page;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.column.Blocks;
import io.tidaldb.column.Cells;
import io.tidaldb.column.DoubleColumn;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/**
 * Forward decay in one half-life (Cormode, Shkapenyuk, Srivastava, Xu: "Forward Decay", ICDE 2009):
 * an event of weight w at t adds w·e^(λ(t − L)) to its cell, L being the column's landmark.
 *
 * <p>Exponents are limited so that doubles neither overflow nor lose digits. In half-lives: an
 * event's exponent is at most 512, to which sums of 10^12 events of weight 10^9 add 70, far under
 * the 1,023 at which doubles overflow; magnitudes under 2^−960 become 0, before doubles lose digits
 * at 2^−1,022. The landmark moves up when the data has moved on by 256 half-lives. So a decayed
 * value is exact to rounding down to 10^−150 of its weights, and counts as 0 some time below that.
 *
 * <p>Events may lie in the future, up to 1,400 half-lives ahead of the moment: the landmark goes
 * only as far ahead of the moment as it must, and moves down again for events that are too old for
 * it. An event further ahead than that makes those of the moment count as 0 until it is retracted
 * or the moment comes near; those that were counted meanwhile stay 0. When the moment has come
 * within 390 half-lives of it, every value is exact again.
 */
final class DecayColumn {
    private static final double LN2 = Math.log(2);

    /** How far the data may move on before the landmark follows. */
    private static final double STEP = 256 * LN2;

    /** How far the landmark stays behind events in the future. */
    private static final double HEADROOM = 256 * LN2;

    /** The largest exponent. */
    private static final double REACH = STEP + HEADROOM;

    /** How far below the landmark an event may lie and keep its digits. */
    private static final double DEPTH = 896 * LN2;

    /** A power of two, the least magnitude that is kept. */
    private static final double FLOOR = 0x1p-960;

    /**
     * A sum of opposite signs that is this small against what was added counts as 0. Of a true
     * remainder fewer than six digits would be right, and a rounding residue is far likelier.
     */
    private static final double RESIDUE = 1e-10;

    /** Events too old for the landmark between two attempts to move it down. */
    private static final int PATIENCE = 1 << 16;

    /** How many low bits of a time have their growth in a table, if that is not too steep. */
    private static final int FINE_BITS = 10;

    /** How many times without those bits have theirs remembered, a power of two. */
    private static final int COARSE_TIMES = 64;

    private final double lambda;
    private final int fineBits;
    private final double[] fineGrowths;
    private final long[] coarseTimes = new long[COARSE_TIMES];
    private final double[] coarseGrowths = new double[COARSE_TIMES];
    private final ChangedBlocks changed = new ChangedBlocks();
    private volatile DecayView view;
    private DoubleColumn values = DoubleColumn.ofSums();
    private long landmark;
    private boolean started;
    private int tooOld;

    DecayColumn(long halfLifeMillis) {
        lambda = LN2 / halfLifeMillis;
        fineBits = halfLifeMillis >>> FINE_BITS == 0 ? 0 : FINE_BITS;
        fineGrowths = new double[1 << fineBits];
        for (int i = 0; i < fineGrowths.length; i++) {
            fineGrowths[i] = Math.exp(lambda * i);
        }
        forgetGrowths();
        view = new DecayView(values, lambda, landmark);
    }

    DecayView view() {
        return view;
    }

    /**
     * Adds events.
     *
     * @param moment the ledger's moment, or {@link Long#MIN_VALUE} while none is known
     */
    void apply(SortedEvents events, long moment) {
        if (events.isWeighted() || !started || !reaches(events.earliest(), events.latest())) {
            for (int i = 0; i < events.size(); i++) {
                apply(events.ordinal(i), events.weight(i), events.time(i), moment);
            }
            return;
        }
        int count = events.combine(Long.MIN_VALUE, Long.MAX_VALUE);
        int[] ordinals = events.targets();
        double[] addends = events.sums();
        for (int i = 0, place = 0; i < count; i++) {
            double addend = 0;
            for (int end = place + events.counts()[i]; place < end; place++) {
                addend += growth(events.time(place));
            }
            addends[i] = addend;
        }
        for (int i = 0, end; i < count; i = end) {
            end = events.blockEnd(i);
            int block = ordinals[i] >>> Blocks.SHIFT;
            if (values.min(block) >= 0) {
                changed.touch(block);
                values.addPositive(block, ordinals, addends, i, end);
            } else {
                for (int k = i; k < end; k++) {
                    add(ordinals[k], addends[k]);
                }
            }
        }
    }

    /** Whether the landmark suits both moments and all between them. */
    private boolean reaches(long earliest, long latest) {
        return exponent(earliest) >= -DEPTH && exponent(latest) <= STEP;
    }

    private void apply(int ordinal, double weight, long at, long moment) {
        if (!started || !reaches(at, at)) {
            moveLandmark(at, moment);
        }
        add(ordinal, weight * growth(at));
    }

    private void add(int ordinal, double addend) {
        changed.touch(ordinal >>> Blocks.SHIFT);
        double sum = values.add(ordinal, addend);
        if (sum != 0 && Math.abs(sum) <= RESIDUE * Math.abs(addend)) {
            values.set(ordinal, 0);
        }
    }

    /**
     * Adds, or takes away, what an ordinal has in another column of the same half-life.
     *
     * @param sign 1 or −1
     */
    void add(int ordinal, DecayColumn from, int fromOrdinal, int sign, long moment) {
        double amount = sign * from.values.value(fromOrdinal);
        if (amount == 0) {
            return;
        }
        // As of the other landmark it is one event of that weight, but for its size.
        double exponent = exponent(from.landmark);
        boolean tooLarge = exponent > 0 && exponent + Math.log(Math.abs(amount)) > REACH;
        if (!started || tooLarge) {
            rescale(from.landmark);
        } else if (exponent < -DEPTH) {
            moveDown(from.landmark, moment);
        }
        double half = Math.exp(exponent(from.landmark) / 2);
        add(ordinal, amount * half * half);
    }

    /** Fills the empty column with what another of the same half-life has, under other ordinals. */
    void addAll(DecayColumn from, IntUnaryOperator newOrdinal) {
        rescale(from.landmark);
        started = from.started;
        for (int block = 0; block < from.values.pageCount(); block++) {
            Object page = from.values.page(block);
            for (int row = 0; page != null && row < Blocks.SIZE; row++) {
                double value = Cells.get(page, row);
                int to = value == 0 ? -1 : newOrdinal.applyAsInt((block << Blocks.SHIFT) + row);
                if (to >= 0) {
                    add(to, value);
                }
            }
        }
    }

    void clear(int ordinal) {
        if (values.value(ordinal) != 0) {
            changed.touch(ordinal >>> Blocks.SHIFT);
            values.set(ordinal, 0);
            values.tightenBounds(ordinal >>> Blocks.SHIFT);
        }
    }

    private void moveLandmark(long at, long moment) {
        if (!started || exponent(at) > STEP) {
            moveUp(at, moment);
        } else {
            moveDown(at, moment);
        }
    }

    /**
     * By how much an event of a moment counts for more than one of the landmark; that itself has
     * exactly 1.
     */
    private double growth(long at) {
        long since = at - landmark;
        int place = (int) (since >>> fineBits) & COARSE_TIMES - 1;
        long coarse = since & -1L << fineBits;
        if (coarseTimes[place] != coarse) {
            coarseTimes[place] = coarse;
            coarseGrowths[place] = Math.exp(lambda * coarse);
        }
        return coarseGrowths[place] * fineGrowths[(int) (since - coarse)];
    }

    private void forgetGrowths() {
        Arrays.fill(coarseTimes, Long.MIN_VALUE);
    }

    private double exponent(long at) {
        return lambda * ((double) at - landmark);
    }

    /** To the event's time, or if that is in the future, no further than it must. */
    private void moveUp(long at, long moment) {
        long target = at;
        if (moment != Long.MIN_VALUE && at > moment) {
            target = (long) Math.max(moment, at - HEADROOM / lambda);
        }
        if (!started || exponent(target) > STEP) {
            rescale(target);
        }
    }

    /** Towards the event's time as far as the largest sum allows, where the landmark is ahead. */
    private void moveDown(long at, long moment) {
        boolean ahead = moment == Long.MIN_VALUE || moment < landmark;
        if (!ahead || tooOld++ % PATIENCE != 0) {
            return;
        }
        double largest = values.largestMagnitude();
        long target = moment == Long.MIN_VALUE ? at : moment;
        if (largest > 0) {
            double room = REACH - Math.max(0, Math.log(largest));
            target = (long) Math.max(target, landmark - room / lambda);
        }
        if (target < landmark) {
            rescale(target);
        }
    }

    private void rescale(long target) {
        // Every value changes; what a checkpoint has still to copy is copied before.
        touchAll();
        // Not the old column even when it is empty: its readers count from the old landmark.
        values = values.scaled(Math.exp(-exponent(target)), FLOOR);
        landmark = target;
        started = true;
        tooOld = 0;
        forgetGrowths();
        view = new DecayView(values, lambda, landmark);
    }

    /** About how many bytes it takes. */
    long byteSize() {
        return values.byteSize();
    }

    /** Writes what is not in blocks: started 1, landmark zigzag v, events too old v. */
    void writeState(ByteWriter out) {
        out.writeByte(started ? 1 : 0).writeSignedVarLong(landmark).writeVarInt(tooOld);
    }

    /** Reads it into an empty column. */
    void readState(ByteReader in) {
        started = in.readByte() != 0;
        landmark = in.readSignedVarLong();
        tooOld = in.readVarInt();
        forgetGrowths();
        view = new DecayView(values, lambda, landmark);
    }

    /** Begins a checkpoint; {@link #copyNext} goes on with it. */
    void beginCapture(IntFunction<PageId> ids, Consumer<Page> sink) {
        changed.begin(
                block -> {
                    Object page = values.page(block);
                    return new CellsPage(
                            ids.apply(block), page == null ? null : Cells.copy(page), null);
                },
                sink);
    }

    /** Notes that no checkpoint has any of it. */
    void touchAll() {
        for (int block = 0; block < values.pageCount(); block++) {
            if (values.page(block) != null) {
                changed.touch(block);
            }
        }
    }

    /** Copies one more block for the checkpoint; false if none is left. */
    boolean copyNext() {
        return changed.copyNext();
    }

    /** Fills a block from a checkpoint, but for ordinals that stand for nothing any more. */
    void restore(int block, CellsPage.Sums page, IntPredicate stale) {
        double[] cells = page.values();
        for (int row = 0; row < Blocks.SIZE; row++) {
            if (cells[row] != 0 && stale.test((block << Blocks.SHIFT) + row)) {
                changed.touch(block);
                cells[row] = 0;
            }
        }
        values.load(block, cells);
    }
}
