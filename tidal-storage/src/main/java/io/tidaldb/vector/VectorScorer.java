package io.tidaldb.vector;

/** Scores ordinals against one query. For one thread. */
@FunctionalInterface
public interface VectorScorer {
    /** The exact score of an ordinal as of now; NaN if it has no vector. */
    float score(int ordinal);
}
