package io.tidaldb.ledger;

import io.tidaldb.column.DoubleColumn;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.Window;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What one signal adds up to, per target ordinal: a decayed value for each half-life and a sum of
 * weights for each window. Events may come in any order and may be negative; the same events give
 * the same values, but for rounding. A retraction is the event again with its weight negated.
 *
 * <p>The writer moves the ledger's moment with {@link #advanceTo}; windows are as of that moment,
 * while decayed values are for whatever moment the reader asks.
 */
public final class SignalLedger {
    private static final VarHandle EVENTS;

    static {
        try {
            EVENTS = MethodHandles.lookup().findVarHandle(SignalLedger.class, "events", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final SignalDefinition definition;
    private final DecayColumn[] decays;
    private final SlidingWindows[] sliding;
    private final RunningSums all = new RunningSums();
    private final Map<Window, RunningSums> windows = new EnumMap<>(Window.class);
    private volatile long nextBoundary = Long.MAX_VALUE;
    private long events;

    /** {@link Long#MIN_VALUE} until the first {@link #advanceTo}. */
    private long moment = Long.MIN_VALUE;

    private boolean started;

    public SignalLedger(SignalDefinition definition) {
        this.definition = definition;
        this.decays =
                definition.halfLivesMillis().stream()
                        .map(DecayColumn::new)
                        .toArray(DecayColumn[]::new);
        windows.put(Window.ALL, all);
        List<SlidingWindows> granularities = new ArrayList<>();
        definition.windows().stream()
                .filter(window -> window != Window.ALL)
                .sorted()
                .collect(Collectors.groupingBy(Window::bucketMillis))
                .values()
                .forEach(
                        members -> {
                            SlidingWindows granularity = new SlidingWindows(members);
                            granularities.add(granularity);
                            members.forEach(w -> windows.put(w, granularity.sums(w)));
                        });
        this.sliding = granularities.toArray(SlidingWindows[]::new);
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
     * The first moment at which {@link #advanceTo} would change a window; {@link Long#MAX_VALUE} if
     * none would.
     */
    public long nextBoundary() {
        return nextBoundary;
    }

    /** How many events, retractions included, were applied. */
    public long eventCount() {
        return (long) EVENTS.getOpaque(this);
    }

    /**
     * Adds an event. Its time may lie before or after the ledger's moment, which it does not move;
     * one ahead of the moment counts at once in decayed values and in {@link Window#ALL}, and in
     * other windows when the moment reaches its bucket. Writer only.
     *
     * @param weight finite
     * @param at milliseconds since the epoch
     */
    public void apply(int ordinal, double weight, long at) {
        if (!started) {
            start(at);
        }
        for (DecayColumn decay : decays) {
            decay.apply(ordinal, weight, at, moment);
        }
        all.add(ordinal, weight);
        boolean bucketsChanged = false;
        for (SlidingWindows granularity : sliding) {
            bucketsChanged |= granularity.apply(ordinal, weight, at);
        }
        if (bucketsChanged) {
            updateNextBoundary();
        }
        EVENTS.setOpaque(this, events + 1);
    }

    /** Moves the ledger's moment, and every window with it, to {@code now}. Writer only. */
    public void advanceTo(long now) {
        if (now <= moment) {
            return;
        }
        moment = now;
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
        for (DecayColumn decay : decays) {
            decay.clear(ordinal);
        }
        all.clear(ordinal);
        for (SlidingWindows granularity : sliding) {
            granularity.clear(ordinal);
        }
    }

    private void start(long moment) {
        started = true;
        for (SlidingWindows granularity : sliding) {
            granularity.start(moment);
        }
    }

    private void updateNextBoundary() {
        long next = Long.MAX_VALUE;
        for (SlidingWindows granularity : sliding) {
            next = Math.min(next, granularity.nextBoundary());
        }
        nextBoundary = next;
    }
}
