package io.tidaldb.store;

import io.tidaldb.log.IdColumn;
import io.tidaldb.log.LogRecord;

import java.util.Arrays;

/**
 * Events of one signal to be written, in columns that grow. Not to be changed once its write set is
 * submitted. For one thread.
 */
public final class EventBatch {
    private final int signal;
    private final IdColumn targets = new IdColumn();
    private final IdColumn users = new IdColumn();
    private final IdColumn eventIds = new IdColumn();
    private long[] times = new long[16];

    /** Null while all are 1. */
    private double[] weights;

    private int size;
    private long textBytes;

    /**
     * @param signal the signal's id
     */
    public EventBatch(int signal) {
        this.signal = signal;
    }

    public int signal() {
        return signal;
    }

    public int size() {
        return size;
    }

    /**
     * Adds an event.
     *
     * @param target key of the row that it is about
     * @param user key of the user who caused it
     * @param weight finite, at most 1e9 in size
     * @param at milliseconds since the epoch, UTC
     */
    public EventBatch add(long target, long user, double weight, long at) {
        targets.add(target);
        users.add(user);
        eventIds.addAbsent();
        finish(weight, at);
        return this;
    }

    /** Adds an event with an identity: a repeat of it is acknowledged and ignored. */
    public EventBatch addWithId(long eventId, long target, long user, double weight, long at) {
        targets.add(target);
        users.add(user);
        eventIds.add(eventId);
        finish(weight, at);
        return this;
    }

    /** Adds an event that no known user caused. */
    public EventBatch addAnonymous(long target, double weight, long at) {
        targets.add(target);
        users.addAbsent();
        eventIds.addAbsent();
        finish(weight, at);
        return this;
    }

    /**
     * Adds an event with keys of any kind.
     *
     * @param eventId its identity, or null
     * @param target key of the row that it is about, an integer or a string
     * @param user key of the user who caused it, or null
     * @throws io.tidaldb.error.TidalException TYPE_MISMATCH if a key is neither integer nor string,
     *     or of another kind than those before it; the batch is not to be used then
     */
    public EventBatch add(Long eventId, Object target, Object user, double weight, long at) {
        targets.add(target);
        users.add(user);
        eventIds.add(eventId);
        textBytes += length(target) + length(user);
        finish(weight, at);
        return this;
    }

    /** The first of four steps that add an event without boxing: what it is about. */
    public void target(long key) {
        targets.add(key);
    }

    /** The same for a key that is text. */
    public void target(String key) {
        targets.add(key);
        textBytes += length(key);
    }

    /** The second step: who caused it. */
    public void user(long key) {
        users.add(key);
    }

    /** The same for a key that is text; null for nobody known. */
    public void user(String key) {
        users.add(key);
        textBytes += length(key);
    }

    /** The third step: its identity. */
    public void eventId(long id) {
        eventIds.add(id);
    }

    /** The same for an event without. */
    public void noEventId() {
        eventIds.addAbsent();
    }

    /** The last step. */
    public void finish(double weight, long at) {
        if (size == times.length) {
            times = Arrays.copyOf(times, size * 2);
        }
        times[size] = at;
        if (weights == null && weight != 1) {
            weights = new double[times.length];
            Arrays.fill(weights, 0, size, 1);
        }
        if (weights != null) {
            if (size >= weights.length) {
                weights = Arrays.copyOf(weights, times.length);
            }
            weights[size] = weight;
        }
        size++;
    }

    private static long length(Object id) {
        return id instanceof String text ? text.length() : 0;
    }

    /** About how many bytes the events take in the log. */
    long byteSize() {
        return size * 32L + textBytes;
    }

    LogRecord.EventRun run() {
        return new LogRecord.EventRun(
                signal,
                size,
                eventIds.isAllAbsent() ? null : eventIds,
                targets,
                users.isAllAbsent() ? null : users,
                weights,
                times,
                null);
    }
}
