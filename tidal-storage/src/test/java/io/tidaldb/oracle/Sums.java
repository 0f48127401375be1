package io.tidaldb.oracle;

import io.tidaldb.schema.Window;

import java.util.List;

/**
 * What one row's events of one signal add up to, by definition.
 *
 * @param events all that count for the row
 */
public record Sums(List<Event> events) {
    /** Of a row without events. */
    public static final Sums NONE = new Sums(List.of());

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

    /** The same of the weights' magnitudes: what roundings are measured by. */
    public double windowMagnitude(Window window, long moment) {
        double sum = 0;
        for (Event event : events) {
            if (covers(window, event.at(), moment)) {
                sum += Math.abs(event.weight());
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

    /** The same of the weights' magnitudes. */
    public double decayedMagnitude(long halfLife, long now) {
        double sum = 0;
        for (Event event : events) {
            sum += Math.abs(event.weight()) * remaining(event, halfLife, now);
        }
        return sum;
    }

    private static double remaining(Event event, long halfLife, long now) {
        return Math.pow(2, -((double) now - event.at()) / halfLife);
    }

    /** The sum of all weights' magnitudes. */
    public double magnitude() {
        return windowMagnitude(Window.ALL, 0);
    }

    /** Whether all weights are eighths, whose sums are exact in any order. */
    public boolean isExact() {
        return events.stream().allMatch(e -> e.weight() * 8 == Math.rint(e.weight() * 8));
    }
}
