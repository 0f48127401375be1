package io.tidaldb.vector;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Kernels for registers of 128 or 256 bits; of wider ones they use 256. */
final class SimdKernels implements Kernels {
    private static final boolean WIDE = VectorShape.preferredShape().vectorBitSize() >= 256;

    private static final VectorSpecies<Byte> BYTES =
            WIDE ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;
    private static final VectorSpecies<Short> SHORTS =
            WIDE ? ShortVector.SPECIES_256 : ShortVector.SPECIES_128;
    private static final VectorSpecies<Integer> INTS =
            WIDE ? IntVector.SPECIES_256 : IntVector.SPECIES_128;
    private static final VectorSpecies<Float> FLOATS =
            WIDE ? FloatVector.SPECIES_256 : FloatVector.SPECIES_128;

    private static final int LANES = ScalarKernels.LANES;

    /** Whether the processor has registers wide enough. */
    static boolean isUsable() {
        return VectorShape.preferredShape().vectorBitSize() >= 128;
    }

    /**
     * The sum of two products of codes still fits a short, so products are made and first added as
     * shorts, sixteen to a register instead of eight ints.
     */
    @Override
    public int dot(short[] query, byte[] codes, int offset) {
        IntVector low = IntVector.zero(INTS);
        IntVector high = IntVector.zero(INTS);
        int lanes = SHORTS.length();
        for (int i = 0; i < query.length; i += 2 * lanes) {
            IntVector pairs =
                    product(query, codes, offset, i)
                            .add(product(query, codes, offset, i + lanes))
                            .reinterpretAsInts();
            low =
                    low.add(
                            pairs.lanewise(VectorOperators.LSHL, 16)
                                    .lanewise(VectorOperators.ASHR, 16));
            high = high.add(pairs.lanewise(VectorOperators.ASHR, 16));
        }
        return low.add(high).reduceLanes(VectorOperators.ADD);
    }

    private static ShortVector product(short[] query, byte[] codes, int offset, int i) {
        ShortVector wide =
                (ShortVector)
                        ByteVector.fromArray(BYTES, codes, offset + i)
                                .convertShape(VectorOperators.B2S, SHORTS, 0);
        return wide.mul(ShortVector.fromArray(SHORTS, query, i));
    }

    @Override
    public float dot(float[] a, int aOffset, float[] b, int bOffset, int length) {
        int whole = length & -LANES;
        float sum;
        if (WIDE) {
            FloatVector s0 = FloatVector.zero(FLOATS);
            FloatVector s1 = s0;
            for (int i = 0; i < whole; i += LANES) {
                s0 = s0.add(load(a, aOffset + i).mul(load(b, bOffset + i)));
                s1 = s1.add(load(a, aOffset + i + 8).mul(load(b, bOffset + i + 8)));
            }
            sum = sumOfEight(s0.add(s1));
        } else {
            FloatVector s0 = FloatVector.zero(FLOATS);
            FloatVector s1 = s0;
            FloatVector s2 = s0;
            FloatVector s3 = s0;
            for (int i = 0; i < whole; i += LANES) {
                s0 = s0.add(load(a, aOffset + i).mul(load(b, bOffset + i)));
                s1 = s1.add(load(a, aOffset + i + 4).mul(load(b, bOffset + i + 4)));
                s2 = s2.add(load(a, aOffset + i + 8).mul(load(b, bOffset + i + 8)));
                s3 = s3.add(load(a, aOffset + i + 12).mul(load(b, bOffset + i + 12)));
            }
            sum = sumOfFour(s0.add(s2).add(s1.add(s3)));
        }
        for (int i = whole; i < length; i++) {
            sum += a[aOffset + i] * b[bOffset + i];
        }
        return sum;
    }

    @Override
    public float squaredDistance(float[] a, int aOffset, float[] b, int bOffset, int length) {
        int whole = length & -LANES;
        float sum;
        if (WIDE) {
            FloatVector s0 = FloatVector.zero(FLOATS);
            FloatVector s1 = s0;
            for (int i = 0; i < whole; i += LANES) {
                FloatVector d0 = load(a, aOffset + i).sub(load(b, bOffset + i));
                FloatVector d1 = load(a, aOffset + i + 8).sub(load(b, bOffset + i + 8));
                s0 = s0.add(d0.mul(d0));
                s1 = s1.add(d1.mul(d1));
            }
            sum = sumOfEight(s0.add(s1));
        } else {
            FloatVector s0 = FloatVector.zero(FLOATS);
            FloatVector s1 = s0;
            FloatVector s2 = s0;
            FloatVector s3 = s0;
            for (int i = 0; i < whole; i += LANES) {
                FloatVector d0 = load(a, aOffset + i).sub(load(b, bOffset + i));
                FloatVector d1 = load(a, aOffset + i + 4).sub(load(b, bOffset + i + 4));
                FloatVector d2 = load(a, aOffset + i + 8).sub(load(b, bOffset + i + 8));
                FloatVector d3 = load(a, aOffset + i + 12).sub(load(b, bOffset + i + 12));
                s0 = s0.add(d0.mul(d0));
                s1 = s1.add(d1.mul(d1));
                s2 = s2.add(d2.mul(d2));
                s3 = s3.add(d3.mul(d3));
            }
            sum = sumOfFour(s0.add(s2).add(s1.add(s3)));
        }
        for (int i = whole; i < length; i++) {
            float d = a[aOffset + i] - b[bOffset + i];
            sum += d * d;
        }
        return sum;
    }

    private static FloatVector load(float[] array, int offset) {
        return FloatVector.fromArray(FLOATS, array, offset);
    }

    /** The API's own sum of a register's lanes may add them in any order. */
    private static float sumOfEight(FloatVector t) {
        return (t.lane(0) + t.lane(4) + (t.lane(2) + t.lane(6)))
                + (t.lane(1) + t.lane(5) + (t.lane(3) + t.lane(7)));
    }

    private static float sumOfFour(FloatVector u) {
        return (u.lane(0) + u.lane(2)) + (u.lane(1) + u.lane(3));
    }
}
