package io.tidaldb.ledger;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.checkpoint.Page;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.column.DoubleColumn;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.Window;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What one signal adds up to, per target ordinal: a decayed value for each half-life and each
 * lifetime and a sum of weights for each window. Events may come in any order and may be negative;
 * the same events give the same values, but for rounding.
 *
 * <p>The writer moves the ledger's moment with {@link #advanceTo}; windows are as of that moment,
 * linearly decayed values as of that or a later one, while exponentially decayed values are for
 * whatever moment the reader asks.
 *
 * <p>A signal that is rolled up has a second ledger of this kind, over the creators of its targets,
 * which this one keeps (see {@link RollUp}).
 */
public final class SignalLedger {
    private static final VarHandle EVENTS;
    private static final VarHandle UNKNOWN;
    private static final VarHandle MOMENT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            EVENTS = lookup.findVarHandle(SignalLedger.class, "events", long.class);
            UNKNOWN = lookup.findVarHandle(SignalLedger.class, "unknown", long.class);
            MOMENT = lookup.findVarHandle(SignalLedger.class, "moment", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final ThreadLocal<SortedEvents> SORTED =
            ThreadLocal.withInitial(SortedEvents::new);

    private final SignalDefinition definition;
    final DecayColumn[] decays;
    private final LinearDecay[] linear;

    /** Of the windows that share buckets, then of each linear decay. */
    final SlidingWindows[] sliding;

    final RunningSums all = RunningSums.stored();
    private final Map<Window, RunningSums> windows = new EnumMap<>(Window.class);
    private volatile long nextBoundary = Long.MAX_VALUE;
    private long events;
    private long unknown;

    /** {@link Long#MIN_VALUE} until the first {@link #advanceTo}. */
    private long moment = Long.MIN_VALUE;

    private boolean started;

    /** Null where there is none, or none yet. */
    private RollUp rollUp;

    public SignalLedger(SignalDefinition definition) {
        this.definition = definition;
        this.decays =
                definition.halfLivesMillis().stream()
                        .map(DecayColumn::new)
                        .toArray(DecayColumn[]::new);
        this.linear =
                definition.lifetimesMillis().stream()
                        .map(LinearDecay::new)
                        .toArray(LinearDecay[]::new);
        windows.put(Window.ALL, all);
        List<SlidingWindows> grids = new ArrayList<>();
        definition.windows().stream()
                .filter(window -> window != Window.ALL)
                .sorted()
                .collect(Collectors.groupingBy(Window::bucketMillis))
                .values()
                .forEach(
                        members -> {
                            members.forEach(w -> windows.put(w, RunningSums.derived()));
                            grids.add(
                                    SlidingWindows.of(
                                            members, members.stream().map(windows::get).toList()));
                        });
        for (LinearDecay decay : linear) {
            grids.add(SlidingWindows.of(decay));
        }
        this.sliding = grids.toArray(SlidingWindows[]::new);
    }

    public SignalDefinition definition() {
        return definition;
    }

    /**
     * The decayed values in the half-life of that index in the definition. Ask anew for each query:
     * a view stops following the events when the landmark moves.
     */
    public DecayView decay(int halfLifeIndex) {
        return decays[halfLifeIndex].view();
    }

    /**
     * An ordinal's decayed value at a moment: the sum of w·2^(−(now − t)/half-life) over its
     * events. Permanent signals have no half-life; ask for window {@link Window#ALL} instead.
     */
    public double decayed(int ordinal, int halfLifeIndex, long now) {
        DecayView view = decay(halfLifeIndex);
        return view.values().value(ordinal) * view.factor(now);
    }

    /**
     * The linearly decayed values in the lifetime of that index in the definition, at a moment: the
     * sum of w·(1 − (now − b)/lifetime) over the events that live, b being when an event's bucket
     * begins, of which there are 1,024 in a lifetime. Ask anew for each query.
     *
     * @param now a moment before the ledger's own, and not in the same bucket, counts as that
     */
    public LinearView linear(int lifetimeIndex, long now) {
        return linear[lifetimeIndex].view(now, (long) MOMENT.getOpaque(this));
    }

    /**
     * The sums of weights in a window, as of the ledger's moment.
     *
     * @throws IllegalArgumentException if the signal does not keep the window
     */
    public DoubleColumn window(Window window) {
        RunningSums sums = windows.get(window);
        if (sums == null) {
            throw new IllegalArgumentException(
                    "signal " + definition.name() + " does not keep window " + window);
        }
        return sums.values;
    }

    /**
     * An ordinal's sum of weights in a window, as of the ledger's moment.
     *
     * @throws IllegalArgumentException if the signal does not keep the window
     */
    public double windowSum(int ordinal, Window window) {
        return window(window).value(ordinal);
    }

    /**
     * The first moment at which {@link #advanceTo} should be called, as it would change a window;
     * {@link Long#MAX_VALUE} if there is none.
     */
    public long nextBoundary() {
        return rollUp == null ? nextBoundary : Math.min(nextBoundary, rollUp.nextBoundary());
    }

    /** How many events count, without those that were taken back. */
    public long eventCount() {
        return (long) EVENTS.getOpaque(this);
    }

    /** How many events named a row that was not there when they came. */
    public long unknownCount() {
        return (long) UNKNOWN.getOpaque(this);
    }

    /** Notes events that name a row that is not there. Writer only. */
    public void countUnknown(int count) {
        UNKNOWN.setOpaque(this, unknown + count);
    }

    /**
     * Adds an event. Its time may lie before or after the ledger's moment, which it does not move;
     * one ahead of the moment counts at once in exponentially decayed values and in {@link
     * Window#ALL}, and in other windows and linearly decayed values when the moment reaches its
     * bucket. Writer only.
     *
     * @param weight finite
     * @param at milliseconds since the epoch
     */
    public void apply(int ordinal, double weight, long at) {
        startAt(at);
        SortedEvents one = SORTED.get();
        one.fill(ordinal, weight, at);
        apply(one);
    }

    /**
     * Adds events, as {@link #apply(int, double, long)} does one after another. Writer only.
     *
     * @param ordinals their targets; an event of one under 0 counts for nothing
     * @param weights finite; null where all are 1
     * @param times milliseconds since the epoch
     * @param count how many there are; the arrays may be longer
     */
    public void apply(int[] ordinals, double[] weights, long[] times, int count) {
        SortedEvents sorted = SORTED.get();
        for (int from = 0; from < count; from += SortedEvents.CAPACITY) {
            int to = Math.min(count, from + SortedEvents.CAPACITY);
            for (int i = from; i < to && !started; i++) {
                if (ordinals[i] >= 0) {
                    startAt(times[i]);
                }
            }
            sorted.fill(ordinals, weights, times, from, to);
            if (sorted.size() > 0) {
                apply(sorted);
            }
        }
    }

    private void apply(SortedEvents sorted) {
        for (DecayColumn decay : decays) {
            decay.apply(sorted, moment);
        }
        all.add(sorted, Long.MIN_VALUE, Long.MAX_VALUE);
        boolean bucketsChanged = false;
        for (SlidingWindows granularity : sliding) {
            bucketsChanged |= granularity.apply(sorted);
        }
        if (bucketsChanged) {
            updateNextBoundary();
        }
        EVENTS.setOpaque(this, events + sorted.size());
        if (rollUp != null) {
            // It may use the same arrays, so it comes last.
            rollUp.apply(sorted);
        }
    }

    /** Takes back an event that was applied, as if it had never been. Writer only. */
    public void retract(int ordinal, double weight, long at) {
        apply(ordinal, -weight, at);
        EVENTS.setOpaque(this, events - 2);
    }

    /** Moves the ledger's moment, and every window with it, to {@code now}. Writer only. */
    public void advanceTo(long now) {
        if (now <= moment) {
            return;
        }
        MOMENT.setOpaque(this, now);
        if (rollUp != null) {
            rollUp.advanceTo(now);
        }
        if (!started) {
            start(now);
        } else {
            boolean moved = false;
            for (SlidingWindows granularity : sliding) {
                moved |= granularity.advanceTo(now);
            }
            if (moved) {
                updateNextBoundary();
            }
        }
    }

    /**
     * Makes all values of an ordinal 0, those of events ahead of the moment included. Writer only.
     */
    public void clear(int ordinal) {
        if (rollUp != null) {
            rollUp.takeAway(ordinal);
        }
        for (DecayColumn decay : decays) {
            decay.clear(ordinal);
        }
        all.clear(ordinal);
        for (SlidingWindows granularity : sliding) {
            granularity.clear(ordinal);
        }
    }

    /** About how many bytes it takes. Writer only. */
    public long byteSize() {
        long bytes = all.byteSize();
        for (DecayColumn decay : decays) {
            bytes += decay.byteSize();
        }
        for (SlidingWindows granularity : sliding) {
            bytes += granularity.byteSize();
        }
        return bytes;
    }

    /**
     * Begins a checkpoint: everything that changed since the last one is handed to the sink as it
     * is now, by this call, by {@link #copyNext}, or just before it changes. Writer only.
     *
     * @param state takes what is not in pages, for {@link #readState}
     */
    public void beginCapture(ByteWriter state, Consumer<Page> sink) {
        int id = definition.id();
        state.writeSignedVarLong(moment).writeByte(started ? 1 : 0).writeVarLong(events);
        for (int i = 0; i < decays.length; i++) {
            int sub = i;
            decays[i].writeState(state);
            decays[i].beginCapture(
                    block -> new PageId(PageId.Kind.DECAYED, id, sub, block, 0), sink);
        }
        all.beginCapture(block -> new PageId(PageId.Kind.SUMS, id, 0, block, 0), sink);
        for (int i = 0; i < sliding.length; i++) {
            int sub = i;
            sliding[i].writeState(state);
            sliding[i].beginCapture(
                    (index, part) -> new PageId(PageId.Kind.BUCKET, id, sub, index, part), sink);
        }
        state.writeVarLong(unknown);
    }

    /** Notes that no checkpoint has any of it, so that the next one takes all. Writer only. */
    public void touchAll() {
        for (DecayColumn decay : decays) {
            decay.touchAll();
        }
        for (SlidingWindows granularity : sliding) {
            granularity.touchAll();
        }
        all.touchAll();
    }

    /** Copies one more page for the checkpoint; false if none is left. Writer only. */
    public boolean copyNext() {
        for (DecayColumn decay : decays) {
            if (decay.copyNext()) {
                return true;
            }
        }
        for (SlidingWindows granularity : sliding) {
            if (granularity.copyNext()) {
                return true;
            }
        }
        return all.copyNext();
    }

    /** Tells the pages that stand for nothing any more, as their time has passed. Writer only. */
    public Predicate<PageId> passedPages() {
        long[] passed = new long[sliding.length];
        for (int i = 0; i < passed.length; i++) {
            passed[i] = sliding[i].lastPassed();
        }
        return id -> id.kind() == PageId.Kind.BUCKET && id.index() <= passed[id.sub()];
    }

    /**
     * Begins to fill the empty ledger from a checkpoint. Writer only.
     *
     * @throws MalformedBytesException if the state is not what {@link #beginCapture} wrote
     */
    public void readState(ByteReader in) {
        moment = in.readSignedVarLong();
        started = in.readByte() != 0;
        events = in.readVarLong();
        for (DecayColumn decay : decays) {
            decay.readState(in);
        }
        for (SlidingWindows granularity : sliding) {
            granularity.readState(in);
        }
        if (in.remaining() != 0) {
            // A state of the time before unknown rows were accepted ends here.
            unknown = in.readVarLong();
        }
        if (in.remaining() != 0) {
            throw new MalformedBytesException("a ledger's state has bytes too many");
        }
    }

    /** Whether windows can be made current for a moment: they move forward only. Writer only. */
    public boolean canMoveTo(long now) {
        for (SlidingWindows granularity : sliding) {
            if (started && !granularity.canMoveTo(now)) {
                return false;
            }
        }
        return true;
    }

    /** The ledger's moment; {@link Long#MIN_VALUE} before the first. Writer only. */
    public long moment() {
        return moment;
    }

    /**
     * Fills a page from a checkpoint, after {@link #readState}. Pages come in ascending order.
     * Writer only.
     *
     * @param stale tells ordinals whose row is not the one that the page knew
     * @throws MalformedBytesException if it is no such page
     */
    public void restore(PageId id, ByteReader in, IntPredicate stale) {
        switch (id.kind()) {
            case DECAYED ->
                    decays[checked(id.sub(), decays.length)].restore(
                            CellsPage.block(id), CellsPage.read(in), stale);
            case SUMS -> all.restore(CellsPage.block(id), CellsPage.read(in), stale);
            case BUCKET -> sliding[checked(id.sub(), sliding.length)].restore(id, in, stale);
            case EVENT_IDS, RETRACTED, SEEN, EXCLUDED, GRAPH, MARKED, RELATED, RECENT ->
                    throw new IllegalArgumentException("no page of a ledger: " + id);
        }
    }

    private static int checked(int sub, int count) {
        if (sub < 0 || sub >= count) {
            throw new MalformedBytesException("a page is of part " + sub + " of " + count);
        }
        return sub;
    }

    /** Ends filling the ledger from a checkpoint. Writer only. */
    public void restored() {
        for (SlidingWindows granularity : sliding) {
            granularity.restored();
        }
        updateNextBoundary();
    }

    private void start(long moment) {
        started = true;
        for (SlidingWindows granularity : sliding) {
            granularity.start(moment);
        }
        if (rollUp != null) {
            rollUp.start(moment);
        }
    }

    /** Begins at a moment, of an event or otherwise, unless it has begun. Writer only. */
    void startAt(long at) {
        if (!started) {
            start(at);
        }
    }

    /** Takes over the moment of a ledger whose sums were taken over. Writer only. */
    void takeMoment(SignalLedger from) {
        moment = from.moment;
        started = from.started;
        updateNextBoundary();
    }

    /**
     * Adds, or takes away, all that an ordinal has in another ledger of the same signal, which is
     * at the same moment. Writer only.
     *
     * @param sign 1 or −1
     */
    void add(int ordinal, SignalLedger from, int fromOrdinal, int sign) {
        for (int i = 0; i < decays.length; i++) {
            decays[i].add(ordinal, from.decays[i], fromOrdinal, sign, moment);
        }
        all.add(
                ordinal,
                sign * from.all.values.value(fromOrdinal),
                sign * from.all.lacking(fromOrdinal));
        for (int i = 0; i < sliding.length; i++) {
            sliding[i].add(ordinal, from.sliding[i], fromOrdinal, sign);
        }
        updateNextBoundary();
    }

    /**
     * Sums the targets up for their owners and keeps that current from here on. Writer only, before
     * any reader may ask for {@link #rollUp}.
     */
    public void keepRolledUp(Owners owners) {
        rollUp = new RollUp(this, owners);
    }

    /**
     * What the targets' owners add up to.
     *
     * @throws IllegalStateException if the signal is not rolled up
     */
    public RollUp rollUp() {
        if (rollUp == null) {
            throw new IllegalStateException("signal " + definition.name() + " is not rolled up");
        }
        return rollUp;
    }

    private void updateNextBoundary() {
        long next = Long.MAX_VALUE;
        for (SlidingWindows granularity : sliding) {
            next = Math.min(next, granularity.nextBoundary());
        }
        nextBoundary = next;
    }
}
