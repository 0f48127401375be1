package io.tidaldb.crash;

import io.tidaldb.oracle.BruteForce;
import io.tidaldb.oracle.Generator;
import io.tidaldb.oracle.IndexGenerator;
import io.tidaldb.oracle.KeySpace;
import io.tidaldb.oracle.Operation;
import io.tidaldb.store.Feed;
import io.tidaldb.store.Store;
import io.tidaldb.table.Table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What one of several writers of a store writes: a sequence of write sets that follows from a seed,
 * on rows of its own and on shared ones that nobody changes. The n-th accepted set also writes the
 * number n down in the store, so that the store says how far a writer came.
 */
final class Script {
    /** Posts that are there all the time, and get events from all writers. */
    static final List<Long> SHARED_POSTS = List.of(1L, 2L, 3L);

    /** Between the first keys of two writers. */
    private static final long KEYS = 1000;

    /** A set, and whether a store must accept it. */
    record Attempt(List<Operation> set, boolean accepted) {}

    private final Generator generator;
    private final long marker;
    private BruteForce state;
    private long written;

    /**
     * @param writer counted from 0; the first also changes definitions
     * @param beginning what {@link #beginning} leads to
     */
    Script(long seed, int writer, BruteForce beginning) {
        KeySpace keys = new KeySpace((writer + 1) * KEYS, 5, SHARED_POSTS);
        this.generator =
                new Generator(new Random(seed + writer), keys, writer == 0, hasTexts(seed), 4);
        this.marker = marker(writer);
        this.state = beginning.copy();
    }

    /** Two stores of three have indexes of texts. */
    private static boolean hasTexts(long seed) {
        return Math.floorMod(seed, 3) > 0;
    }

    /** The definitions and the shared rows: the first set of all. */
    static List<Operation> beginning(long seed) {
        List<Operation> set = new ArrayList<>(Feed.operations());
        set.addAll(IndexGenerator.beginning(hasTexts(seed)));
        for (long post : SHARED_POSTS) {
            set.add(new Operation.Insert(Feed.POSTS, Arrays.asList(Feed.post(post, null))));
        }
        return set;
    }

    /** The key of the row under which a writer's number of sets is. */
    private static long marker(int writer) {
        return (writer + 1) * KEYS + KEYS / 2;
    }

    /** How many sets of a writer a store has. */
    static long written(Store store, int writer) {
        Table authors = store.table(Feed.AUTHORS);
        int ordinal = authors.ordinal(marker(writer));
        return ordinal < 0 ? 0 : Long.parseLong((String) authors.row(ordinal)[1]);
    }

    /**
     * The next set.
     *
     * @param now the moment that the times of its events are relative to; nothing else depends on
     *     it
     */
    Attempt next(long now) {
        List<Operation> set = new ArrayList<>(generator.next(state, now));
        List<Object> mark = List.of(marker, Long.toString(written + 1));
        set.add(new Operation.Upsert(Feed.AUTHORS, mark));
        BruteForce next = state.after(set, now);
        if (next != null) {
            state = next;
            written++;
        }
        return new Attempt(set, next != null);
    }

    /** Goes on until a number of sets is written. */
    void skipTo(long number, long now) {
        while (written < number) {
            next(now);
        }
    }

    /** How many sets were accepted. */
    long written() {
        return written;
    }

    /** What there would be if this writer were alone. */
    BruteForce state() {
        return state;
    }
}
