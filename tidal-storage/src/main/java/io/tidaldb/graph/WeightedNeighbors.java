package io.tidaldb.graph;

import java.util.Arrays;

/**
 * Neighbours with a weight and a time each, written before the entry they belong to is released.
 */
final class WeightedNeighbors extends Neighbors {
    private static final double[] NO_WEIGHTS = {};
    private static final long[] NO_TIMES = {};

    private final double[] runWeights;
    private final long[] runTimes;
    private final double[] tailWeights;
    private final long[] tailTimes;

    private WeightedNeighbors(
            int[] run,
            double[] runWeights,
            long[] runTimes,
            int[] tail,
            double[] tailWeights,
            long[] tailTimes,
            int length,
            int cardinality,
            boolean removals) {
        super(run, tail, length, cardinality, removals);
        this.runWeights = runWeights;
        this.runTimes = runTimes;
        this.tailWeights = tailWeights;
        this.tailTimes = tailTimes;
    }

    static WeightedNeighbors withTail(int room) {
        return new WeightedNeighbors(
                NONE,
                NO_WEIGHTS,
                NO_TIMES,
                new int[room],
                new double[room],
                new long[room],
                0,
                0,
                false);
    }

    /** The weight of a member; NaN where it is none. */
    double weight(int ordinal) {
        int position = position(ordinal, length());
        return position == ABSENT ? Double.NaN : weightAt(position);
    }

    /** The time of a member; {@link Long#MIN_VALUE} where it is none. */
    long time(int ordinal) {
        int position = position(ordinal, length());
        return position == ABSENT ? Long.MIN_VALUE : timeAt(position);
    }

    /** Makes an ordinal a member or replaces its weight and time. Writer only, where not full. */
    void append(int ordinal, double weight, long at, boolean isNew) {
        int index = length();
        tailWeights[index] = weight;
        tailTimes[index] = at;
        appendMember(ordinal, isNew);
    }

    void forEach(int from, EdgeVisitor visitor) {
        for (int position : merge(length())) {
            int to = position < 0 ? tail[~position] : run[position];
            visitor.edge(from, to, weightAt(position), timeAt(position));
        }
    }

    @Override
    WeightedNeighbors lengthened(int room) {
        return new WeightedNeighbors(
                run,
                runWeights,
                runTimes,
                Arrays.copyOf(tail, room),
                Arrays.copyOf(tailWeights, room),
                Arrays.copyOf(tailTimes, room),
                length(),
                cardinality(),
                mayHoldRemovals());
    }

    @Override
    WeightedNeighbors merged(int room) {
        int[] positions = merge(length());
        double[] weights = new double[positions.length];
        long[] times = new long[positions.length];
        for (int i = 0; i < positions.length; i++) {
            weights[i] = weightAt(positions[i]);
            times[i] = timeAt(positions[i]);
        }
        return new WeightedNeighbors(
                ordinals(positions),
                weights,
                times,
                new int[room],
                new double[room],
                new long[room],
                0,
                positions.length,
                false);
    }

    private double weightAt(int position) {
        return position < 0 ? tailWeights[~position] : runWeights[position];
    }

    private long timeAt(int position) {
        return position < 0 ? tailTimes[~position] : runTimes[position];
    }
}
