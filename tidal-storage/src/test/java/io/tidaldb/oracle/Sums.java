package io.tidaldb.oracle;

import io.tidaldb.schema.Window;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one row's events of one signal add up to, by definition.
 *
 * @param events all that count for the row
 * @param retracted those that counted for it and do not: of them roundings may be left
 */
public record Sums(List<Event> events, List<Event> retracted) {
    private static final long LINEAR_BUCKETS = 1024;

    /** Of a row without events. */
    Sums() {
        this(new ArrayList<>(), new ArrayList<>());
    }

    /**
     * The sum of weights over the whole buckets of a window, of which the last holds the moment.
     */
    public double window(Window window, long moment) {
        double sum = 0;
        for (Event event : events) {
            if (covers(window, event.at(), moment)) {
                sum += event.weight();
            }
        }
        return sum;
    }

    private static boolean covers(Window window, long at, long moment) {
        if (window == Window.ALL) {
            return true;
        }
        long last = Math.floorDiv(moment, window.bucketMillis());
        long bucket = Math.floorDiv(at, window.bucketMillis());
        return bucket > last - window.buckets() && bucket <= last;
    }

    /** The sum of weights, each halved with every half-life since its event. */
    public double decayed(long halfLife, long now) {
        double sum = 0;
        for (Event event : events) {
            sum += event.weight() * remaining(event, halfLife, now);
        }
        return sum;
    }

    /** The same of the magnitudes of all weights that were added or taken away on the way. */
    public double decayedMagnitude(long halfLife, long now) {
        double sum = 0;
        for (Event event : events) {
            sum += Math.abs(event.weight()) * remaining(event, halfLife, now);
        }
        for (Event event : retracted) {
            sum += 2 * Math.abs(event.weight()) * remaining(event, halfLife, now);
        }
        return sum;
    }

    private static double remaining(Event event, long halfLife, long now) {
        return Math.pow(2, -((double) now - event.at()) / halfLife);
    }

    /**
     * The sum of weights, each falling to nothing in a straight line over a lifetime of 1,024
     * buckets, from the moment on that its bucket begins; none that lies ahead counts.
     */
    public double linear(long lifetime, long moment) {
        long last = Math.floorDiv(moment * LINEAR_BUCKETS, lifetime);
        double passed = (double) Math.floorMod(moment * LINEAR_BUCKETS, lifetime) / lifetime;
        double sum = 0;
        for (Event event : events) {
            long bucket = Math.floorDiv(event.at() * LINEAR_BUCKETS, lifetime);
            if (bucket <= last && bucket > last - LINEAR_BUCKETS) {
                sum += event.weight() * (1 - (last - bucket + passed) / LINEAR_BUCKETS);
            }
        }
        return sum;
    }

    /** The sum of the magnitudes of all weights that were added or taken away on the way. */
    public double magnitude() {
        return sumOf(events) + 2 * sumOf(retracted);
    }

    private static double sumOf(List<Event> events) {
        return events.stream().mapToDouble(event -> Math.abs(event.weight())).sum();
    }

    /** Whether all weights are eighths, whose sums are exact in any order. */
    public boolean isExact() {
        return Stream.concat(events.stream(), retracted.stream())
                .allMatch(e -> e.weight() * 8 == Math.rint(e.weight() * 8));
    }
}
