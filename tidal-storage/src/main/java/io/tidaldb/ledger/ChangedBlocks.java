package io.tidaldb.ledger;

import io.tidaldb.checkpoint.Page;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Which blocks of a column have changed since the last checkpoint, and, while one is taken, which
 * of those are still to be copied. A block that is about to change is copied first, so that all
 * copies show the column as it was when the checkpoint began. For the writer thread.
 */
final class ChangedBlocks {
    private static final byte CLEAN = 0;
    private static final byte CHANGED = 1;
    private static final byte PENDING = 2;

    private byte[] states = {};
    private int pending;
    private int next;
    private IntFunction<Page> copier;
    private Consumer<Page> sink;

    /** To be called before a block changes. */
    void touch(int block) {
        if (block >= states.length || states[block] != CHANGED) {
            change(block);
        }
    }

    private void change(int block) {
        if (block >= states.length) {
            states = Arrays.copyOf(states, Math.max(block + 1, states.length * 2));
        }
        if (states[block] == PENDING) {
            copy(block);
        }
        states[block] = CHANGED;
    }

    /**
     * Begins a checkpoint.
     *
     * @param newCopier copies a block's page as it is when called
     * @param newSink takes the copies
     */
    void begin(IntFunction<Page> newCopier, Consumer<Page> newSink) {
        copier = newCopier;
        sink = newSink;
        next = 0;
        for (int block = 0; block < states.length; block++) {
            if (states[block] == CHANGED) {
                states[block] = PENDING;
                pending++;
            }
        }
    }

    /** Copies one more block; false if none is pending. */
    boolean copyNext() {
        if (pending == 0) {
            return false;
        }
        while (states[next] != PENDING) {
            next++;
        }
        copy(next);
        states[next] = CLEAN;
        return true;
    }

    private void copy(int block) {
        pending--;
        sink.accept(copier.apply(block));
    }
}
