package io.tidaldb.kv;

/**
 * Walks over keys in order. It starts before the first one. On disk it walks over the keys as they
 * were when it was opened, in memory as {@link KeyValueStore#scan} says. One thread uses it; the
 * store may be closed under it, after which {@link #next()} throws CLOSED.
 */
public interface Cursor extends AutoCloseable {
    /**
     * Moves to the next key.
     *
     * @return whether there is one
     * @throws io.tidaldb.error.TidalException DATA_CORRUPTED or INPUT_OUTPUT if it cannot be read;
     *     CLOSED after the cursor or the store was closed
     */
    boolean next();

    /**
     * Lets {@link #next()} meet, of the keys that the cursor would walk over from its start, the
     * last that is not above this one, or the first where all are. For cursors that walk upwards.
     */
    void seekFloor(byte[] floor);

    /** The key at which the cursor stands. */
    byte[] key();

    /** The value at which the cursor stands. */
    byte[] value();

    @Override
    void close();
}
