package io.tidaldb.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;

/** The kernels agree to the bit, and with what is added up in doubles. */
class KernelsLawsTest {
    private final Kernels scalar = new ScalarKernels();
    private final Kernels simd = new SimdKernels();

    @Test
    void registers_are_used_where_the_module_is() {
        assertInstanceOf(SimdKernels.class, Kernels.BEST);
    }

    @Property(tries = 300)
    void floats(
            @ForAll @IntRange(min = 1, max = 300) int length,
            @ForAll @IntRange(max = 20) int offset,
            @ForAll long seed) {
        Random random = new Random(seed);
        float[] a = Vectors.gaussian(random, length + offset);
        float[] b = Vectors.gaussian(random, length + 3);
        float dot = scalar.dot(a, offset, b, 3, length);
        float distance = scalar.squaredDistance(a, offset, b, 3, length);
        assertEquals(dot, simd.dot(a, offset, b, 3, length));
        assertEquals(distance, simd.squaredDistance(a, offset, b, 3, length));
        double wideDot = 0;
        double wideDistance = 0;
        for (int i = 0; i < length; i++) {
            wideDot += (double) a[offset + i] * b[3 + i];
            wideDistance += Math.pow((double) a[offset + i] - b[3 + i], 2);
        }
        assertEquals(wideDot, dot, 1e-3);
        assertEquals(wideDistance, distance, 1e-3);
    }

    @Property(tries = 200)
    void codes(@ForAll @IntRange(min = 1, max = 20) int steps, @ForAll long seed) {
        Random random = new Random(seed);
        short[] query = new short[steps * Kernels.STEP];
        byte[] codes = new byte[query.length + 7];
        long sum = 0;
        for (int i = 0; i < query.length; i++) {
            query[i] = (short) random.nextInt(-127, 128);
            codes[7 + i] = (byte) random.nextInt(-127, 128);
            sum += query[i] * codes[7 + i];
        }
        assertEquals(sum, scalar.dot(query, codes, 7));
        assertEquals(sum, simd.dot(query, codes, 7));
    }

    @Test
    void the_largest_codes_do_not_overflow() {
        short[] query = new short[Metric.MAX_DIMENSION];
        byte[] codes = new byte[Metric.MAX_DIMENSION];
        for (int sign = -1; sign <= 1; sign += 2) {
            Arrays.fill(query, (short) (127 * sign));
            Arrays.fill(codes, (byte) 127);
            int expected = sign * 127 * 127 * Metric.MAX_DIMENSION;
            assertEquals(expected, scalar.dot(query, codes, 0));
            assertEquals(expected, simd.dot(query, codes, 0));
        }
    }
}
