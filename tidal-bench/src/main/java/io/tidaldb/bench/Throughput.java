package io.tidaldb.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** How much goes through in a second, and what of this process's time and heap one takes. */
final class Throughput {
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(4);
    private static final long MEASURED_NANOS = TimeUnit.SECONDS.toNanos(8);

    /** Work that goes on until a moment. */
    @FunctionalInterface
    interface Work {
        /**
         * Does the work, and ends only when all of it is acknowledged.
         *
         * @param deadline when to stop beginning more, by {@link System#nanoTime()}
         * @return how much was done
         */
        long run(long deadline) throws Exception;
    }

    private final PrintStream out;

    Throughput(PrintStream out) {
        this.out = out;
    }

    /** Runs each task in a thread of its own, and returns how much all of them did. */
    static long together(List<Callable<Long>> tasks) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(tasks.size())) {
            long done = 0;
            for (Future<Long> task : threads.invokeAll(tasks)) {
                done += task.get();
            }
            return done;
        }
    }

    void heading(String title) {
        out.printf("%n%-58s %13s %9s %9s%n", title, "per second", "CPU ns", "heap B");
    }

    /** Warms up, measures, prints a line, and returns how much was done in a second. */
    double measure(String name, Work work) throws Exception {
        work.run(System.nanoTime() + WARM_UP_NANOS);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long allocated = threads.getTotalThreadAllocatedBytes();
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        long done = work.run(start + MEASURED_NANOS);
        double rate = done / ((System.nanoTime() - start) / 1e9);
        out.printf(
                Locale.ROOT,
                "%-58s %,13.0f %,9.0f %,9.0f%n",
                name,
                rate,
                (double) (system.getProcessCpuTime() - cpu) / done,
                (double) (threads.getTotalThreadAllocatedBytes() - allocated) / done);
        return rate;
    }
}
