package io.tidaldb.kv;

import java.util.List;

/**
 * Ordered keys and values in a few families. Keys order as unsigned bytes. Every method may be
 * called from any thread at any time; after {@link #close()} all but {@code close} throw CLOSED.
 */
public interface KeyValueStore extends AutoCloseable {
    /** The value of a key, or null. */
    byte[] get(Family family, byte[] key);

    /** The values of keys, in the keys' order; null where there is none. */
    List<byte[]> multiGet(Family family, List<byte[]> keys);

    /**
     * Writes a batch atomically.
     *
     * @param sync whether it must be on disk when this returns
     */
    void write(Batch batch, boolean sync);

    /**
     * Walks keys upwards. What is written meanwhile is not met on disk. In memory pages are as they
     * were, and so is the log, but for what is appended to it; other keys maybe are not.
     *
     * @param lower first key, inclusive; null for the family's first
     * @param upper last key, exclusive; null for the family's end
     */
    Cursor scan(Family family, byte[] lower, byte[] upper);

    /** Walks the same keys as {@link #scan} downwards. */
    Cursor scanDown(Family family, byte[] lower, byte[] upper);

    /** Returns once everything written so far is on disk. */
    void sync();

    /**
     * Gives back the space of what was deleted or replaced in a range of keys. It may take long;
     * everything else goes on meanwhile.
     *
     * @param lower first key, inclusive
     * @param upper last key, exclusive
     */
    void compact(Family family, byte[] lower, byte[] upper);

    /**
     * Deletes a family's contents without reading them, so that damage in them is gone as well. The
     * keys have at most 255 as their first byte, exclusive. Not while anything else is under way.
     */
    default void clear(Family family) {
        write(new Batch().deleteRange(family, new byte[] {0}, new byte[] {(byte) 255}), true);
    }

    /** About how many bytes it occupies, on disk or in memory. */
    long byteSize();

    /** Waits for the calls under way, then releases everything. Closing twice does nothing. */
    @Override
    void close();
}
