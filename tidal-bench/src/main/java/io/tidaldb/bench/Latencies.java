package io.tidaldb.bench;

import org.HdrHistogram.Histogram;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** How long something takes, over and over. */
final class Latencies {
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(4);
    private static final long MEASURED_NANOS = TimeUnit.SECONDS.toNanos(6);

    /** Something to be measured. */
    @FunctionalInterface
    interface Operation {
        /**
         * @param number counts from 0, so that each call can differ from all others
         * @return something that depends on all of the work, so that none of it can be left out
         */
        double run(int number) throws Exception;
    }

    private final PrintStream out;
    private double sum;

    Latencies(PrintStream out) {
        this.out = out;
    }

    void heading(String title) {
        out.printf("%n%-58s %9s %9s %9s %9s %9s%n", title, "median", "p90", "p99", "max", "count");
    }

    /**
     * Repeats the operation for a while to warm up and then a while longer, one call after another
     * in this thread, and prints a line.
     *
     * @return the median in milliseconds
     */
    double measure(String name, Operation operation) throws Exception {
        int number = 0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < WARM_UP_NANOS) {
            sum += operation.run(number++);
        }
        Histogram nanos = new Histogram(3);
        start = System.nanoTime();
        long last = start;
        while (last - start < MEASURED_NANOS) {
            sum += operation.run(number++);
            long now = System.nanoTime();
            nanos.recordValue(now - last);
            last = now;
        }
        print(name, nanos);
        return nanos.getValueAtPercentile(50) / 1e6;
    }

    /** Prints a line of a table. */
    void print(String name, Histogram nanos) {
        out.printf(
                Locale.ROOT,
                "%-58s %6.3f ms %6.3f ms %6.3f ms %6.3f ms %9d%n",
                name,
                nanos.getValueAtPercentile(50) / 1e6,
                nanos.getValueAtPercentile(90) / 1e6,
                nanos.getValueAtPercentile(99) / 1e6,
                nanos.getMaxValue() / 1e6,
                nanos.getTotalCount());
    }

    /** Ends the table; the number means nothing, but keeps the results in use. */
    void close() {
        out.printf(Locale.ROOT, "(checksum %.3g)%n", sum);
    }
}
