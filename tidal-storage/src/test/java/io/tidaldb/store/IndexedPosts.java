package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.schema.IndexDefinition;
import io.tidaldb.schema.TextIndexDefinition;
import io.tidaldb.schema.VectorIndexDefinition;
import io.tidaldb.schema.VectorMetric;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Posts that are found by their titles and by their meanings. */
final class IndexedPosts {
    static final int TEXTS = Feed.LAST + 1;
    static final int MEANINGS = Feed.LAST + 2;
    static final String TEXTS_NAME = "posts_title_text";
    static final String MEANINGS_NAME = "posts_meaning_vector";
    static final int TITLE = 1;
    static final int MEANING = 7;

    private static final String[] WORDS = {
        "river", "stone", "copper", "violin", "orchard", "lantern", "harbour", "meadow"
    };

    private IndexedPosts() {}

    static StoreOptions options(Path home) {
        return StoreOptions.at(home)
                .withClock(new StoreClock.FixedClock(Feed.T0))
                .withDurability(new Durability.None());
    }

    /** Defines both indexes. */
    static void define(Store store, boolean quantized) {
        IndexDefinition texts =
                new TextIndexDefinition(
                        TEXTS,
                        TEXTS_NAME,
                        Feed.POSTS,
                        List.of(new TextIndexDefinition.Column(TITLE, 1)),
                        "english");
        IndexDefinition meanings =
                new VectorIndexDefinition(
                        MEANINGS,
                        MEANINGS_NAME,
                        Feed.POSTS,
                        MEANING,
                        VectorMetric.COSINE,
                        quantized);
        store.commit(new WriteSet().changeSchema(schema -> schema.with(texts).with(meanings)));
    }

    static void build(Store store) {
        store.buildIndex(TEXTS, () -> {});
        store.buildIndex(MEANINGS, () -> {});
    }

    /** A post with a random title and a random meaning. */
    static Object[] post(long id, Random random) {
        Object[] row = Feed.post(id, null);
        row[TITLE] = WORDS[random.nextInt(WORDS.length)] + " " + WORDS[(int) (id % WORDS.length)];
        row[MEANING] =
                switch (random.nextInt(8)) {
                    case 0 -> null;
                    // It has no direction, so it is near nothing.
                    case 1 -> new float[3];
                    default ->
                            new float[] {
                                random.nextFloat() - 0.5f, random.nextFloat(), random.nextFloat()
                            };
                };
        return row;
    }

    /** Asserts that both have all rows, while nothing is written. */
    static void check(Store store) {
        for (int index : List.of(TEXTS, MEANINGS)) {
            List<String> findings = new ArrayList<>();
            store.index(index).compare(store::position, () -> {}, rows -> {}, findings::add);
            assertEquals(List.of(), findings, store.index(index).definition().name());
        }
    }
}
