package io.tidaldb.index;

import io.tidaldb.schema.VectorIndexDefinition;
import io.tidaldb.schema.VectorMetric;
import io.tidaldb.table.Table;
import io.tidaldb.vector.FloatVectors;
import io.tidaldb.vector.HnswIndex;
import io.tidaldb.vector.HnswOptions;
import io.tidaldb.vector.HnswRestore;
import io.tidaldb.vector.Metric;

import java.util.concurrent.Executor;

/**
 * The vectors of one column. A row whose vector is NULL, or cannot be compared by the metric, as
 * one of length zero by its cosine, is near nothing.
 */
public final class VectorRows implements RowIndex {
    private final int column;
    private final HnswIndex vectors;

    /**
     * An empty index.
     *
     * @param executor runs what happens in the background
     * @param threads how many tasks it is given at a time
     */
    VectorRows(VectorIndexDefinition definition, Table table, Executor executor, int threads) {
        this(
                definition,
                new HnswIndex(
                        metric(definition.metric()),
                        dimension(definition, table),
                        options(definition, table, executor, threads)));
    }

    /** One that was restored. */
    VectorRows(VectorIndexDefinition definition, HnswIndex restored) {
        this.column = definition.column();
        this.vectors = restored;
    }

    /** Takes what a checkpoint has of such an index. The parameters are those of a new one. */
    static HnswRestore restore(
            VectorIndexDefinition definition, Table table, Executor executor, int threads) {
        return new HnswRestore(
                metric(definition.metric()),
                dimension(definition, table),
                options(definition, table, executor, threads));
    }

    private static HnswOptions options(
            VectorIndexDefinition definition, Table table, Executor executor, int threads) {
        HnswOptions options = HnswOptions.of(executor, threads);
        return definition.quantized()
                ? options.withVectors(stored(table, definition.column()))
                : options;
    }

    static int dimension(VectorIndexDefinition definition, Table table) {
        return table.definition().columns().get(definition.column()).type().precision();
    }

    static Metric metric(VectorMetric metric) {
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
    public HnswIndex vectors() {
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
        return comparable(row[column], vectors.metric(), vectors.dimension());
    }

    /** A column's value, or null if it is no vector that can be compared. */
    static float[] comparable(Object value, Metric metric, int dimension) {
        if (!(value instanceof float[] vector)) {
            return null;
        }
        try {
            metric.check(vector, dimension);
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
