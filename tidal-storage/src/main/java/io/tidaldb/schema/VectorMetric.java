package io.tidaldb.schema;

/** By what measure vectors are near each other. */
public enum VectorMetric {
    /** The cosine of the angle between them; their lengths do not matter. */
    COSINE,
    /** Their dot product. */
    DOT,
    /** The straight distance between their ends. */
    EUCLIDEAN
}
