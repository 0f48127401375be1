package io.tidaldb.rank.topk;

/** The order that decides between rows of equal score: the smaller key comes first. */
@FunctionalInterface
public interface KeyOrder {
    /**
     * Negative, zero or positive as {@code ordinal}'s key is less than, equal to or greater than
     * {@code other}'s. Different ordinals have different keys, so only an ordinal equals itself.
     */
    int compareKeys(int ordinal, int other);
}
