package io.tidaldb.store;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for the writer. Commits are bounded in number and in the heap that they take; one that
 * finds no room stands in line with its thread, first come, first served, so that a large one gets
 * its turn, and fails when its time is up. A commit that is larger than the bound goes in alone.
 * Requests that write nothing are not bounded and go first: readers wait for them.
 */
final class CommitQueue {
    private static final int MAX_GROUP_COMMITS = 1024;
    private static final long MAX_GROUP_OPERATIONS = 200_000;
    private static final long MAX_GROUP_BYTES = 16L << 20;

    /** A commit in line, and how its thread hears that it is in. */
    private static final class Waiting {
        private final Request.Commit commit;
        private final Condition admission;
        private boolean admitted;

        Waiting(Request.Commit commit, Condition admission) {
            this.commit = commit;
            this.admission = admission;
        }
    }

    private final int maxCommits;
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final ArrayDeque<Request> urgent = new ArrayDeque<>();
    private final ArrayDeque<Request.Commit> commits = new ArrayDeque<>();
    private final ArrayDeque<Waiting> line = new ArrayDeque<>();
    private long bytes;
    private long timeouts;
    private Request.Stop stop;

    CommitQueue(int maxCommits, long maxBytes) {
        this.maxCommits = maxCommits;
        this.maxBytes = maxBytes;
    }

    /**
     * Queues a commit, waiting for room.
     *
     * @throws TidalException OVERLOADED if there was none in time, CANCELLED if the thread was
     *     interrupted while it waited, CLOSED; it is not queued then
     */
    void put(Request.Commit commit, long timeoutNanos) {
        lock.lock();
        try {
            requireOpen();
            if (line.isEmpty() && fits(commit)) {
                admit(commit);
            } else {
                await(commit, timeoutNanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Queues a request that is not a commit.
     *
     * @throws TidalException CLOSED
     */
    void putUrgent(Request request) {
        lock.lock();
        try {
            requireOpen();
            urgent.add(request);
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more: what is queued will be done, then the stop; who waits for room fails. */
    void close(Request.Stop last) {
        lock.lock();
        try {
            stop = last;
            line.forEach(waiting -> waiting.admission.signal());
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
    }

    private void await(Request.Commit commit, long timeoutNanos) {
        Waiting waiting = new Waiting(commit, lock.newCondition());
        line.add(waiting);
        long left = timeoutNanos;
        try {
            while (!waiting.admitted) {
                requireOpen();
                if (left <= 0) {
                    timeouts++;
                    throw overloaded(timeoutNanos);
                }
                left = waiting.admission.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (!waiting.admitted) {
                throw new TidalException(
                        ErrorCode.CANCELLED,
                        "the thread was interrupted while its commit waited for room in the queue;"
                                + " nothing was written",
                        e);
            }
        } finally {
            if (!waiting.admitted) {
                line.remove(waiting);
                // It may have kept out smaller ones behind it.
                admitFromLine();
            }
        }
    }

    private boolean fits(Request.Commit commit) {
        return commits.isEmpty()
                || commits.size() < maxCommits && bytes + commit.writes().heapBytes() <= maxBytes;
    }

    private void admit(Request.Commit commit) {
        bytes += commit.writes().heapBytes();
        commits.add(commit);
        notEmpty.signal();
    }

    private void admitFromLine() {
        while (!line.isEmpty() && fits(line.peek().commit)) {
            Waiting next = line.remove();
            next.admitted = true;
            admit(next.commit);
            next.admission.signal();
        }
    }

    /** The next request; waits for one. For the writer. */
    Request take() {
        lock.lock();
        try {
            Request next = next();
            while (next == null) {
                // Only a stop ends the writer. An interrupt does not.
                notEmpty.awaitUninterruptibly();
                next = next();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** The next request; null if there is none in time. For the writer. */
    Request poll(long millis) {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            Request next = next();
            while (next == null && left > 0) {
                left = notEmpty.awaitNanos(left);
                next = next();
            }
            return next;
        } catch (InterruptedException e) {
            return null;
        } finally {
            lock.unlock();
        }
    }

    private Request next() {
        if (!urgent.isEmpty()) {
            return urgent.remove();
        }
        return commits.isEmpty() ? stop : takeCommit();
    }

    private Request.Commit takeCommit() {
        Request.Commit commit = commits.remove();
        bytes -= commit.writes().heapBytes();
        admitFromLine();
        return commit;
    }

    /**
     * Adds the commits that are next to a group, up to {@link #MAX_GROUP_COMMITS} or what takes it
     * past another bound, and up to one that must be a group of its own. For the writer.
     */
    void takeGroup(List<Request.Commit> group) {
        WriteSet first = group.getFirst().writes();
        long operations = first.weight();
        long groupBytes = first.heapBytes();
        lock.lock();
        try {
            while (group.size() < MAX_GROUP_COMMITS
                    && operations < MAX_GROUP_OPERATIONS
                    && groupBytes < MAX_GROUP_BYTES
                    && !commits.isEmpty()
                    && !commits.peek().writes().isAlone()) {
                Request.Commit commit = takeCommit();
                operations += commit.writes().weight();
                groupBytes += commit.writes().heapBytes();
                group.add(commit);
            }
        } finally {
            lock.unlock();
        }
    }

    QueueStatistics statistics() {
        lock.lock();
        try {
            return new QueueStatistics(
                    commits.size(), maxCommits, bytes, maxBytes, line.size(), timeouts);
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (stop != null) {
            throw new TidalException(ErrorCode.CLOSED, "the store is closed; open it again");
        }
    }

    private TidalException overloaded(long timeoutNanos) {
        return new TidalException(
                ErrorCode.OVERLOADED,
                "the writer is behind: "
                        + commits.size()
                        + " of "
                        + maxCommits
                        + " commits and "
                        + bytes
                        + " of "
                        + maxBytes
                        + " bytes are queued, "
                        + (line.size() - 1)
                        + " more wait for room, and none came in "
                        + TimeUnit.NANOSECONDS.toMillis(timeoutNanos)
                        + " ms. Nothing was written; try again.");
    }
}
