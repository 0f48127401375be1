package io.tidaldb.vector;

/** How alike two vectors are. A higher score is better in each of them. */
public enum Metric {
    /** The cosine of the angle between them, from -1 to 1. Vectors of length zero have none. */
    COSINE,
    /** The dot product. */
    DOT,
    /**
     * The negative of the squared Euclidean distance, at most 0. It keeps all bits of the distance;
     * 1/(1+d²) as a float would make all near duplicates equal. Who wants a score from 0 to 1 has
     * it as 1/(1−score).
     */
    EUCLIDEAN;

    /** How many dimensions a vector may have. */
    public static final int MAX_DIMENSION = 4096;

    /**
     * Checks that the metric can compare a vector: it has the dimension, its numbers are finite,
     * its squared length is a finite float, and under {@link #COSINE} one that is not all but zero.
     *
     * @return its squared length
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public float check(float[] vector, int dimension) {
        if (vector.length != dimension) {
            throw new IllegalArgumentException(
                    "a vector has " + vector.length + " dimensions instead of " + dimension);
        }
        float squared = Kernels.BEST.dot(vector, 0, vector, 0, dimension);
        if (!(squared <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException(unusable(vector));
        }
        if (this == COSINE && squared < Float.MIN_NORMAL) {
            throw new IllegalArgumentException(
                    squared == 0
                            ? "a vector of length zero has no direction to compare by cosine"
                            : "a vector is too short to compare by cosine");
        }
        return squared;
    }

    private static String unusable(float[] vector) {
        for (int i = 0; i < vector.length; i++) {
            if (!Float.isFinite(vector[i])) {
                return "a vector's number " + (i + 1) + " is " + vector[i];
            }
        }
        return "a vector is too long: the square of its length exceeds the range of a float";
    }

    /**
     * Checks a dimension.
     *
     * @throws IllegalArgumentException unless it is from 1 to {@link #MAX_DIMENSION}
     */
    public static int checkDimension(int dimension) {
        if (dimension < 1 || dimension > MAX_DIMENSION) {
            throw new IllegalArgumentException(
                    "vectors have from 1 to " + MAX_DIMENSION + " dimensions, not " + dimension);
        }
        return dimension;
    }

    /**
     * The score of two vectors that were checked.
     *
     * @param aLength the length of {@code a}; only {@link #COSINE} looks at the lengths
     */
    float score(
            float[] a, int aOffset, float aLength, float[] b, int bOffset, float bLength, int n) {
        return switch (this) {
            case COSINE -> {
                float dot = Kernels.BEST.dot(a, aOffset, b, bOffset, n);
                yield Math.clamp((float) (dot / ((double) aLength * bLength)), -1f, 1f);
            }
            case DOT -> Kernels.BEST.dot(a, aOffset, b, bOffset, n);
            case EUCLIDEAN -> 0f - Kernels.BEST.squaredDistance(a, aOffset, b, bOffset, n);
        };
    }
}
