package io.tidaldb.vector;

/** Kernels in plain Java, which the JIT compiler vectorises as far as it can. */
final class ScalarKernels implements Kernels {
    /** Floats are added up in so many sums, by index, which at the end are added in pairs. */
    static final int LANES = 16;

    @Override
    public int dot(short[] query, byte[] codes, int offset) {
        int sum = 0;
        for (int i = 0; i < query.length; i++) {
            sum += query[i] * codes[offset + i];
        }
        return sum;
    }

    @Override
    public float dot(float[] a, int aOffset, float[] b, int bOffset, int length) {
        int whole = length & -LANES;
        float sum =
                (dotOf(a, aOffset, b, bOffset, whole)
                                + dotOf(a, aOffset + 2, b, bOffset + 2, whole))
                        + (dotOf(a, aOffset + 1, b, bOffset + 1, whole)
                                + dotOf(a, aOffset + 3, b, bOffset + 3, whole));
        for (int i = whole; i < length; i++) {
            sum += a[aOffset + i] * b[bOffset + i];
        }
        return sum;
    }

    /** The four lanes whose numbers have the same remainder by 4, added in pairs. */
    private static float dotOf(float[] a, int aOffset, float[] b, int bOffset, int whole) {
        float s0 = 0;
        float s4 = 0;
        float s8 = 0;
        float s12 = 0;
        for (int i = 0; i < whole; i += LANES) {
            s0 += a[aOffset + i] * b[bOffset + i];
            s4 += a[aOffset + i + 4] * b[bOffset + i + 4];
            s8 += a[aOffset + i + 8] * b[bOffset + i + 8];
            s12 += a[aOffset + i + 12] * b[bOffset + i + 12];
        }
        return (s0 + s8) + (s4 + s12);
    }

    @Override
    public float squaredDistance(float[] a, int aOffset, float[] b, int bOffset, int length) {
        int whole = length & -LANES;
        float sum =
                (distanceOf(a, aOffset, b, bOffset, whole)
                                + distanceOf(a, aOffset + 2, b, bOffset + 2, whole))
                        + (distanceOf(a, aOffset + 1, b, bOffset + 1, whole)
                                + distanceOf(a, aOffset + 3, b, bOffset + 3, whole));
        for (int i = whole; i < length; i++) {
            float d = a[aOffset + i] - b[bOffset + i];
            sum += d * d;
        }
        return sum;
    }

    private static float distanceOf(float[] a, int aOffset, float[] b, int bOffset, int whole) {
        float s0 = 0;
        float s4 = 0;
        float s8 = 0;
        float s12 = 0;
        for (int i = 0; i < whole; i += LANES) {
            float d0 = a[aOffset + i] - b[bOffset + i];
            float d4 = a[aOffset + i + 4] - b[bOffset + i + 4];
            float d8 = a[aOffset + i + 8] - b[bOffset + i + 8];
            float d12 = a[aOffset + i + 12] - b[bOffset + i + 12];
            s0 += d0 * d0;
            s4 += d4 * d4;
            s8 += d8 * d8;
            s12 += d12 * d12;
        }
        return (s0 + s8) + (s4 + s12);
    }
}
