package io.tidaldb.ledger;

import java.util.Arrays;

/**
 * Ordinals and what each is to get, in the order in which they came. What was added never changes,
 * so that a checkpoint may hold the list as it was and needs no copy.
 */
final class Additions {
    private int[] ordinals;

    /** Null while all are 1. */
    private double[] weights;

    private int size;
    private boolean integers = true;

    Additions() {
        this(new int[16], null, 0);
    }

    private Additions(int[] ordinals, double[] weights, int size) {
        this.ordinals = ordinals;
        this.weights = weights;
        this.size = size;
    }

    void add(int ordinal, double weight) {
        if (size == ordinals.length) {
            ordinals = Arrays.copyOf(ordinals, size * 2);
            weights = weights == null ? null : Arrays.copyOf(weights, size * 2);
        }
        if (weights == null && weight != 1) {
            weights = new double[ordinals.length];
            Arrays.fill(weights, 0, size, 1);
        }
        ordinals[size] = ordinal;
        if (weights != null) {
            weights[size] = weight;
            integers &= weight == (int) weight;
        }
        size++;
    }

    int size() {
        return size;
    }

    /** About how many bytes it takes. */
    long byteSize() {
        return (long) ordinals.length * Integer.BYTES
                + (weights == null ? 0 : (long) weights.length * Double.BYTES);
    }

    /** Whether all weights are integers of at most 32 bits. */
    boolean holdsIntegers() {
        return integers;
    }

    int ordinal(int index) {
        return ordinals[index];
    }

    double weight(int index) {
        return weights == null ? 1 : weights[index];
    }

    /** The list as it is now. */
    Additions prefix() {
        return new Additions(ordinals, weights, size);
    }

    /** In ascending order of ordinals, then in that of the list: each an ordinal and an index. */
    long[] sorted() {
        long[] places = new long[size];
        for (int i = 0; i < size; i++) {
            places[i] = (long) ordinals[i] << Integer.SIZE | i;
        }
        Arrays.sort(places);
        return places;
    }
}
