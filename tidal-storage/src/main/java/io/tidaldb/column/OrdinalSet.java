package io.tidaldb.column;

import java.util.Arrays;

/** A set of ordinals as readers see it. */
public interface OrdinalSet {
    /** How many longs hold a block's bits. */
    int BLOCK_WORDS = Blocks.SIZE / Long.SIZE;

    boolean contains(int ordinal);

    /** How many ordinals it holds. */
    int cardinality();

    /** Sets the bit of each of the block's members in {@code bits}, {@link #BLOCK_WORDS} long. */
    void addTo(int block, long[] bits);

    /**
     * Sets {@code blocks[i]} for each {@code i} below {@code count} where the block {@code first +
     * i} has a member, and maybe for others.
     */
    default void addBlocksTo(int first, int count, boolean[] blocks) {
        Arrays.fill(blocks, 0, count, true);
    }

    /** The set without members. */
    OrdinalSet EMPTY =
            new OrdinalSet() {
                @Override
                public boolean contains(int ordinal) {
                    return false;
                }

                @Override
                public int cardinality() {
                    return 0;
                }

                @Override
                public void addTo(int block, long[] bits) {}

                @Override
                public void addBlocksTo(int first, int count, boolean[] blocks) {}
            };
}
