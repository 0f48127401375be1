package io.tidaldb.ledger;

/**
 * Linear decay in one lifetime T, of which there are {@link #BUCKETS} buckets. An event of weight w
 * counts from the moment on that its bucket begins, at b: at τ it counts as w·(1 − (τ − b)/T), and
 * from b + T on as nothing. All events of a bucket reach 0 together, when the bucket leaves, so
 * that a value is continuous in τ; it is at most w/1024 under what an age counted from the event
 * itself would give.
 *
 * <p>Per ordinal two sums over the buckets k that live are kept: S₀ = Σ w and S₁ = Σ w·(k − r), r
 * being a reference bucket. A value is then S₀·(1 − (τ − start of r)/T) + S₁/1024: two columns and
 * constants. The reference is kept where its factor lies between 0 and 1/7, near the buckets that
 * are about to leave: what an event adds then stands nearly all in S₁, whose block bounds bound the
 * value well, and a reader that sees one sum before and the other after a change is off by little.
 * Moving the reference takes S₀ times the distance off S₁, eight times in a lifetime.
 */
final class LinearDecay implements BucketSums {
    /** How many buckets a lifetime has; a power of two, so that dividing by it is exact. */
    static final int BUCKETS = 1024;

    /** How many buckets the reference moves ahead of what is about to leave. */
    private static final int AHEAD = BUCKETS / 8;

    /** So far back that any first edge moves it. */
    private static final long NOT_STARTED = Long.MIN_VALUE / 2;

    /**
     * With S₀ = 0 an S₁ that is smaller counts as 0 too: it is what roundings left. Weights reach
     * 10^9, their offsets 10^12, and double-double arithmetic rounds at 2^−104 of that.
     */
    private static final double RESIDUE = 0x1p-60;

    private static final double OFFSET_FACTOR = 1.0 / BUCKETS;

    private record Columns(RunningSums sums, RunningSums offsets, long reference) {}

    private final BucketGrid grid;

    /** The last edge that was moved to. */
    private long edge = NOT_STARTED;

    /** Whether all that was there before the last move has left with it. */
    private boolean emptied;

    /**
     * Replaced as a whole when the reference moves. Readers of the old one see S₀ go on and S₁
     * stand still, which differs by little as the factor of S₀ is about 0 by then.
     */
    private volatile Columns columns =
            new Columns(RunningSums.derived(), RunningSums.derived(), NOT_STARTED);

    LinearDecay(long lifetimeMillis) {
        grid = new BucketGrid(lifetimeMillis, BUCKETS);
    }

    BucketGrid grid() {
        return grid;
    }

    /**
     * The values at a moment.
     *
     * @param at if it is in an earlier bucket than the ledger's moment, that is taken instead, as
     *     buckets that have left are gone
     * @param moment the ledger's, or {@link Long#MIN_VALUE} before the first
     */
    LinearView view(long at, long moment) {
        boolean isPast = moment != Long.MIN_VALUE && grid.index(at) < grid.index(moment);
        long now = isPast ? moment : at;
        Columns current = columns;
        // Exact up to the last step: both distances are whole numbers.
        double left = current.reference + BUCKETS - grid.index(now) - grid.fraction(now);
        return new LinearView(
                current.sums.values, left * OFFSET_FACTOR, current.offsets.values, OFFSET_FACTOR);
    }

    @Override
    public void join(int ordinal, double weight, long bucket) {
        Columns current = columns;
        double distance = bucket - current.reference;
        double offset = weight * distance;
        current.sums.add(ordinal, weight, 0);
        current.offsets.add(ordinal, offset, Math.fma(weight, distance, -offset));
        dropResidue(current, ordinal);
    }

    @Override
    public void join(SortedEvents events, BucketGrid buckets, long first, long last) {
        for (int i = 0; i < events.size(); i++) {
            long bucket = buckets.index(events.time(i));
            if (bucket >= first && bucket <= last) {
                join(events.ordinal(i), events.weight(i), bucket);
            }
        }
    }

    @Override
    public void join(int first, PackedSums packed, long bucket) {
        for (int i = 0; i < packed.size(); i++) {
            join(first + packed.row(i), packed.sum(i), bucket);
        }
    }

    @Override
    public void leave(int first, PackedSums packed, long bucket) {
        if (emptied) {
            return;
        }
        Columns current = columns;
        double distance = bucket - current.reference;
        for (int i = 0; i < packed.size(); i++) {
            int ordinal = first + packed.row(i);
            double weight = packed.sum(i);
            double offset = weight * distance;
            current.offsets.subtract(ordinal, offset, Math.fma(weight, distance, -offset));
            current.sums.subtract(ordinal, weight, 0);
            dropResidue(current, ordinal);
        }
    }

    private static void dropResidue(Columns current, int ordinal) {
        if (current.sums.values.value(ordinal) == 0) {
            double rest = Math.abs(current.offsets.values.value(ordinal));
            if (rest > 0 && rest < RESIDUE) {
                current.offsets.clear(ordinal);
            }
        }
    }

    @Override
    public void clear(int ordinal) {
        columns.offsets.clear(ordinal);
        columns.sums.clear(ordinal);
    }

    @Override
    public void moveTo(long newEdge) {
        // To take away one by one what is that far behind would leave roundings of huge offsets.
        emptied = newEdge - edge >= BUCKETS;
        edge = newEdge;
        if (newEdge < nextMove()) {
            return;
        }
        Columns old = columns;
        long reference = newEdge - BUCKETS + AHEAD + 1;
        columns =
                emptied
                        ? new Columns(RunningSums.derived(), RunningSums.derived(), reference)
                        : new Columns(
                                old.sums,
                                old.offsets.less(old.sums, reference - old.reference),
                                reference);
    }

    @Override
    public long nextMove() {
        return columns.reference + BUCKETS;
    }

    @Override
    public long byteSize() {
        return columns.sums.byteSize() + columns.offsets.byteSize();
    }

    @Override
    public void tighten() {
        columns.sums.tighten();
        columns.offsets.tighten();
    }
}
