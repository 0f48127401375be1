package io.tidaldb.crash;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/** Reads what a child process {@link Report reports}, to its end. */
final class Acknowledgements {
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private final long[] resumed;
    private final long[] acknowledged;
    private final int[] phases = new int[Report.Phase.values().length];
    private final Thread reader;
    private long total;
    private String failure;
    private boolean ended;

    Acknowledgements(BufferedReader lines, int writers) {
        this.resumed = new long[writers];
        this.acknowledged = new long[writers];
        this.reader = Thread.ofPlatform().name("acknowledgements").start(() -> read(lines));
    }

    private void read(BufferedReader lines) {
        try (lines) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.endsWith(".")) {
                    take(line.substring(0, line.length() - 1));
                }
            }
        } catch (IOException e) {
            take("failed " + e);
        }
        synchronized (this) {
            ended = true;
            notifyAll();
        }
    }

    private synchronized void take(String line) {
        String[] words = line.split(" ", 3);
        switch (words[0]) {
            case "resumed" -> {
                int writer = Integer.parseInt(words[1]);
                resumed[writer] = Long.parseLong(words[2]);
                acknowledged[writer] = Math.max(acknowledged[writer], resumed[writer]);
            }
            case "acknowledged" -> {
                int writer = Integer.parseInt(words[1]);
                // A set is on disk after those before it, whose lines may come later.
                acknowledged[writer] = Math.max(acknowledged[writer], Long.parseLong(words[2]));
                total++;
            }
            case "failed" -> failure = line;
            default -> phases[Report.Phase.valueOf(words[0]).ordinal()]++;
        }
        notifyAll();
    }

    /** Waits until a phase came so many times, or the process ended. */
    void await(Report.Phase phase, int times) {
        await(() -> phases[phase.ordinal()] >= times);
    }

    /** Waits until so many sets are acknowledged, or the process ended. */
    void awaitSets(long count) {
        await(() -> total >= count);
    }

    private synchronized void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        try {
            while (!condition.getAsBoolean() && !ended && failure == null) {
                long left = (end - System.nanoTime()) / 1_000_000;
                assertTrue(left > 0, "the child process hangs");
                wait(left);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until the process has said its last; it must not have met anything unexpected. */
    void finish() {
        try {
            reader.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertNull(failure);
    }

    synchronized boolean reached(Report.Phase phase) {
        return phases[phase.ordinal()] > 0;
    }

    /** By writer, how many sets are certain to be there. */
    synchronized long[] acknowledged() {
        return acknowledged.clone();
    }

    /** By writer, how many sets were there when the store was opened. */
    synchronized long[] resumed() {
        return resumed.clone();
    }

    synchronized long total() {
        return total;
    }

    @Override
    public synchronized String toString() {
        return Arrays.toString(acknowledged) + " from " + Arrays.toString(resumed);
    }
}
