package io.tidaldb.checkpoint;

/**
 * Pages that belong together, by which a missing one or another version of one shows.
 *
 * @param count how many they are
 * @param digest the sum of their {@link PageCodec#digest digests}
 */
public record PageSum(long count, long digest) {
    public static final PageSum NONE = new PageSum(0, 0);

    public PageSum plus(long pageDigest) {
        return new PageSum(count + 1, digest + pageDigest);
    }

    /** Without others, all of which are among them. */
    public PageSum minus(PageSum others) {
        return new PageSum(count - others.count, digest - others.digest);
    }

    public PageSum minus(long pageDigest) {
        return new PageSum(count - 1, digest - pageDigest);
    }
}
