package io.tidaldb.sql.plan;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.rank.expression.Values;
import io.tidaldb.schema.VectorIndexDefinition;
import io.tidaldb.sql.runtime.Neighbours;
import io.tidaldb.sql.runtime.StatementContext;
import io.tidaldb.table.Table;
import io.tidaldb.vector.Nearest;
import io.tidaldb.vector.OrdinalFilter;
import io.tidaldb.vector.VectorIndex;
import io.tidaldb.vector.VectorScorer;

import java.util.List;

/**
 * NEAR: rows by their vectors.
 *
 * @param index what is searched
 * @param vector which operand is the vector, or -1
 * @param item which operand is the key of a row with the vector, or -1
 * @param decides whether the order is by its score alone, so that no more are needed than wanted
 */
record VectorSource(VectorIndexDefinition index, int vector, int item, boolean decides) {
    /** How many of the nearest are candidates where more than nearness decides, at least. */
    private static final int NEAREST = 100;

    /** And for each row that is wanted. */
    private static final int NEAREST_PER_ROW = 4;

    /** How many candidates the graph is searched with, at least. */
    private static final int EFFORT = 100;

    /**
     * @param passing which rows may be found; null for all
     * @param wanted how many rows the statement is to rank at least
     * @param most how many may be found; {@link Integer#MAX_VALUE} leaves it to the statement
     */
    Neighbours search(
            Table table,
            Values values,
            StatementContext context,
            OrdinalFilter passing,
            int wanted,
            int most) {
        VectorIndex vectors = context.store().index(index.id()).vectors();
        int except = item < 0 ? -1 : itemOrdinal(table, values.get(item));
        float[] target = item < 0 ? vector(values.get(vector)) : itemVector(table, except);
        if (target == null) {
            context.warn("NEAR was given NULL, or an item without a vector: nothing is near");
            return Neighbours.none(except);
        }
        check(target, vectors);
        if (wanted == 0) {
            return Neighbours.none(except);
        }
        int count = decides ? wanted : Math.max(NEAREST, clamp((long) NEAREST_PER_ROW * wanted));
        if (most < Integer.MAX_VALUE) {
            count = decides ? Math.min(wanted, most) : most;
        }
        if (count > 0) {
            count = Math.min(count + (except < 0 ? 0 : 1), Math.max(1, table.size()));
        }
        Nearest nearest =
                count == 0
                        ? Nearest.of(new int[0], new float[0], 0)
                        : vectors.search(target, count, passing, Math.max(EFFORT, count));
        if (context.stages() != null) {
            context.stages()
                    .add(
                            "near",
                            nearest.size(),
                            "nearest of vector index "
                                    + index.name()
                                    + (nearest.isWalked()
                                            ? ", by a walk through the graph, approximate"
                                            : ", by a scan of all that pass")
                                    + ", scored exactly");
        }
        return new Neighbours(
                nearest, count, vectors.metric(), target, vectors.scorer(target), except);
    }

    /** Scores rows by the index as it is now. */
    VectorScorer scorer(StatementContext context, float[] target) {
        return context.store().index(index.id()).vectors().scorer(target);
    }

    private static int clamp(long count) {
        return (int) Math.min(Integer.MAX_VALUE - 1, count);
    }

    private static float[] vector(Object value) {
        return switch (value) {
            case null -> null;
            case float[] floats -> floats;
            case List<?> list -> {
                float[] floats = new float[list.size()];
                for (int i = 0; i < floats.length; i++) {
                    if (!(list.get(i) instanceof Number number)) {
                        throw new TidalException(
                                ErrorCode.INVALID_VALUE,
                                "NEAR's vector has something in it that is no number");
                    }
                    floats[i] = number.floatValue();
                }
                yield floats;
            }
            default -> throw new IllegalStateException(value.getClass().getName());
        };
    }

    private void check(float[] target, VectorIndex vectors) {
        if (target.length != vectors.dimension()) {
            throw new TidalException(
                    ErrorCode.DIMENSION_MISMATCH,
                    "NEAR's vector has "
                            + target.length
                            + " components, and those of index "
                            + index.name()
                            + " have "
                            + vectors.dimension());
        }
        try {
            vectors.metric().check(target, vectors.dimension());
        } catch (IllegalArgumentException e) {
            throw new TidalException(ErrorCode.INVALID_VALUE, "NEAR: " + e.getMessage(), e);
        }
    }

    private static int itemOrdinal(Table table, Object key) {
        int ordinal = key == null ? -1 : table.ordinal(key);
        if (key != null && ordinal < 0) {
            throw new TidalException(
                    ErrorCode.UNKNOWN_ENTITY,
                    "NEAR ITEM: there is no row " + key + " in " + table.definition().name());
        }
        return ordinal;
    }

    private float[] itemVector(Table table, int ordinal) {
        return ordinal < 0 ? null : (float[]) table.value(ordinal, index.column());
    }
}
