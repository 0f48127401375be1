package io.tidaldb.vector;

/**
 * The loops that almost all time goes to. All implementations give the same results to the bit:
 * products of integers are exact, and those of floats are added up in the same order.
 */
interface Kernels {
    /** What the length of codes is a multiple of. */
    int STEP = 32;

    /** The fastest that this JVM has. */
    Kernels BEST = best();

    /**
     * The dot product of a query's codes and a vector's, all from -127 to 127.
     *
     * @param query as long as the vector's codes, a multiple of {@link #STEP}
     */
    int dot(short[] query, byte[] codes, int offset);

    /** The dot product of two vectors. */
    float dot(float[] a, int aOffset, float[] b, int bOffset, int length);

    /** The squared Euclidean distance of two vectors. */
    float squaredDistance(float[] a, int aOffset, float[] b, int bOffset, int length);

    private static Kernels best() {
        // Without the module the class would not link, so it is named only where it is there.
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
                        && SimdKernels.isUsable()
                ? new SimdKernels()
                : new ScalarKernels();
    }
}
