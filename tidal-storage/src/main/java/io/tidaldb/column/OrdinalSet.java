package io.tidaldb.column;

/** A set of ordinals as readers see it. */
public interface OrdinalSet {
    /** How many longs hold a block's bits. */
    int BLOCK_WORDS = Blocks.SIZE / Long.SIZE;

    boolean contains(int ordinal);

    /** How many ordinals it holds. */
    int cardinality();

    /** Sets the bit of each of the block's members in {@code bits}, {@link #BLOCK_WORDS} long. */
    void addTo(int block, long[] bits);

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
            };
}
