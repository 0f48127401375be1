package io.tidaldb.index;

import io.tidaldb.schema.VectorIndexDefinition;
import io.tidaldb.schema.VectorMetric;
import io.tidaldb.table.Table;
import io.tidaldb.vector.FloatVectors;
import io.tidaldb.vector.HnswIndex;
import io.tidaldb.vector.HnswOptions;
import io.tidaldb.vector.Metric;
import io.tidaldb.vector.VectorIndex;

import java.util.concurrent.Executor;

/**
 * The vectors of one column. A row whose vector is NULL, or cannot be compared by the metric, as
 * one of length zero by its cosine, is near nothing.
 */
public final class VectorRows implements RowIndex {
    private final int column;
    private final VectorIndex vectors;

    /**
     * An empty index.
     *
     * @param executor runs what happens in the background
     * @param threads how many tasks it is given at a time
     */
    VectorRows(VectorIndexDefinition definition, Table table, Executor executor, int threads) {
        this.column = definition.column();
        HnswOptions options = HnswOptions.of(executor, threads);
        this.vectors =
                new HnswIndex(
                        metric(definition.metric()),
                        dimension(definition, table),
                        definition.quantized()
                                ? options.withVectors(stored(table, column))
                                : options);
    }

    private static int dimension(VectorIndexDefinition definition, Table table) {
        return table.definition().columns().get(definition.column()).type().precision();
    }

    private static Metric metric(VectorMetric metric) {
        return switch (metric) {
            case COSINE -> Metric.COSINE;
            case DOT -> Metric.DOT;
            case EUCLIDEAN -> Metric.EUCLIDEAN;
        };
    }

    private static FloatVectors stored(Table table, int column) {
        return (ordinal, into) -> {
            if (!(table.value(ordinal, column) instanceof float[] vector)) {
                return false;
            }
            System.arraycopy(vector, 0, into, 0, into.length);
            return true;
        };
    }

    /** What searches go to. */
    public VectorIndex vectors() {
        return vectors;
    }

    @Override
    public void put(int ordinal, long bornAt, Object[] row) {
        float[] vector = comparable(row);
        if (vector != null) {
            vectors.put(ordinal, vector);
        } else {
            vectors.remove(ordinal);
        }
    }

    /** A row's vector, or null if it has none that can be compared. */
    float[] comparable(Object[] row) {
        if (!(row[column] instanceof float[] vector)) {
            return null;
        }
        try {
            vectors.metric().check(vector, vectors.dimension());
            return vector;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public void remove(int ordinal) {
        vectors.remove(ordinal);
    }

    @Override
    public long size() {
        return vectors.size();
    }

    @Override
    public void close() {
        vectors.close();
    }
}
