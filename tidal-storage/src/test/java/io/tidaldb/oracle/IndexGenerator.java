package io.tidaldb.oracle;

import io.tidaldb.schema.IndexDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.TextIndexDefinition;
import io.tidaldb.schema.VectorIndexDefinition;
import io.tidaldb.schema.VectorMetric;
import io.tidaldb.store.Feed;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random indexes of the tables of {@link Feed}, with keys of each kind and without. */
public final class IndexGenerator {
    private static final int NAME_OF_AUTHOR = 1;
    private static final int TITLE = 1;
    private static final int MEANING = 7;

    private final Random random;
    private final boolean texts;

    /**
     * @param texts whether some are of texts, which take a third of a second of a new process
     */
    IndexGenerator(Random random, boolean texts) {
        this.random = random;
        this.texts = texts;
    }

    /** An index that is not there yet; null where there are all. */
    IndexDefinition next(Schema schema) {
        int id = schema.nextId();
        List<IndexDefinition> absent = new ArrayList<>();
        if (texts) {
            add(absent, texts(id, Feed.POSTS, TITLE, "english"), schema);
            add(absent, texts(id, Feed.AUTHORS, NAME_OF_AUTHOR, "standard"), schema);
            add(absent, texts(id, Feed.NOTES, 0, "standard"), schema);
        }
        VectorMetric metric = VectorMetric.values()[random.nextInt(VectorMetric.values().length)];
        add(absent, vectors(id, metric, random.nextInt(3) == 0), schema);
        return absent.isEmpty() ? null : absent.get(random.nextInt(absent.size()));
    }

    private static void add(List<IndexDefinition> to, IndexDefinition index, Schema schema) {
        boolean isThere =
                schema.indexesOf(index.table()).stream()
                        .anyMatch(other -> other.getClass() == index.getClass());
        if (!isThere) {
            to.add(index);
        }
    }

    static IndexDefinition texts(int id, int table, int column, String analyzer) {
        return new TextIndexDefinition(
                id,
                "extra" + id,
                table,
                List.of(new TextIndexDefinition.Column(column, 1)),
                analyzer);
    }

    static IndexDefinition vectors(int id, VectorMetric metric, boolean quantized) {
        return new VectorIndexDefinition(id, "extra" + id, Feed.POSTS, MEANING, metric, quantized);
    }

    /**
     * The first definitions after those of {@link Feed}: one of vectors, and one of texts.
     *
     * @param texts whether there is the latter
     */
    public static List<Operation> beginning(boolean texts) {
        Operation vectors =
                new Operation.CreateIndex(vectors(Feed.LAST + 1, VectorMetric.COSINE, false));
        return texts
                ? List.of(
                        vectors,
                        new Operation.CreateIndex(
                                texts(Feed.LAST + 2, Feed.POSTS, TITLE, "english")))
                : List.of(vectors);
    }
}
