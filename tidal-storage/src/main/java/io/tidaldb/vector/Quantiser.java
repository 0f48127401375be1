package io.tidaldb.vector;

/**
 * Vectors as signed bytes: each number is its code times the vector's scale, which is the largest
 * magnitude by 127. A scale of its own serves vectors of any length, and codes of real embeddings
 * find the same neighbours to within one in some hundreds, which the exact scores then put right.
 */
final class Quantiser {
    private static final int MAX = 127;

    private Quantiser() {}

    /** Writes codes; returns the scale. */
    static float quantise(float[] vector, byte[] codes, int offset) {
        float max = max(vector);
        for (int i = 0; i < vector.length; i++) {
            codes[offset + i] = (byte) code(vector[i], max);
        }
        return max / MAX;
    }

    /** Writes codes for a query; returns the scale. */
    static float quantise(float[] vector, short[] codes) {
        float max = max(vector);
        for (int i = 0; i < vector.length; i++) {
            codes[i] = (short) code(vector[i], max);
        }
        return max / MAX;
    }

    private static float max(float[] vector) {
        float max = 0;
        for (float value : vector) {
            max = Math.max(max, Math.abs(value));
        }
        return max;
    }

    private static int code(float value, float max) {
        return max == 0 ? 0 : Math.round(value / max * MAX);
    }

    static long squaredLength(byte[] codes, int offset, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            sum += codes[offset + i] * codes[offset + i];
        }
        return sum;
    }
}
