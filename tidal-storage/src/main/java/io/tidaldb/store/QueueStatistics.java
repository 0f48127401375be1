package io.tidaldb.store;

/**
 * The queue of commits at a moment.
 *
 * @param commits commits that wait for the writer
 * @param maxCommits how many may
 * @param bytes about how much of the heap they take
 * @param maxBytes how much they may take, except for one alone
 * @param waiting commits that wait for room in the queue, each with its thread
 * @param timeouts commits that found no room in time since the store was opened
 */
public record QueueStatistics(
        int commits, int maxCommits, long bytes, long maxBytes, int waiting, long timeouts) {}
