package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.IndexDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.TextIndexDefinition;
import io.tidaldb.schema.VectorIndexDefinition;
import io.tidaldb.schema.VectorMetric;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Collections;
import java.util.List;

/** What the store refuses to keep as an index. */
class IndexRulesTest {
    private static final int TITLE = 1;
    private static final int MEANING = 7;
    private static final int NEW = Feed.LAST + 1;

    private static final Schema FEED = Feed.define(Schema.EMPTY);

    private static TextIndexDefinition text(int id, int table, int column, float boost) {
        return new TextIndexDefinition(
                id,
                "words" + id,
                table,
                List.of(new TextIndexDefinition.Column(column, boost)),
                "english");
    }

    private static VectorIndexDefinition vector(int id, int column) {
        return new VectorIndexDefinition(
                id, "meaning" + id, Feed.POSTS, column, VectorMetric.COSINE, false);
    }

    private static void refuses(ErrorCode code, String message, Schema before, Schema after) {
        TidalException refused =
                assertThrows(TidalException.class, () -> SchemaRules.check(before, after));
        assertEquals(message, refused.getMessage());
        assertEquals(code, refused.code());
    }

    private static void refuses(String message, IndexDefinition... indexes) {
        Schema after = FEED;
        for (IndexDefinition index : indexes) {
            after = after.with(index);
        }
        refuses(ErrorCode.INVALID_DEFINITION, message, FEED, after);
    }

    @Test
    void keepsOneOfTextAndOneForEachVectorColumn() {
        Schema indexed =
                FEED.with(text(NEW, Feed.POSTS, TITLE, 2.5f))
                        .with(text(NEW + 1, Feed.AUTHORS, 1, 100))
                        .with(vector(NEW + 2, MEANING));
        assertDoesNotThrow(() -> SchemaRules.check(FEED, indexed));
        assertDoesNotThrow(() -> SchemaRules.check(indexed, indexed.withoutIndex("words11")));
        refuses(
                "indexes words11 and words12 are both on posts",
                text(NEW + 1, Feed.POSTS, TITLE, 1),
                text(NEW, Feed.POSTS, TITLE, 1));
        refuses(
                "indexes meaning12 and meaning11 are both on posts.meaning",
                vector(NEW, MEANING),
                vector(NEW + 1, MEANING));
    }

    @Test
    void columnsMustBeThereAndOfTheType() {
        String noText = "index words11 is on something that is no VARCHAR column of posts";
        for (int column : new int[] {-1, 8, 0, MEANING, 6}) {
            refuses(noText, text(NEW, Feed.POSTS, column, 1));
        }
        String noVector = "index meaning11 is on something that is no VECTOR column of posts";
        for (int column : new int[] {-1, 8, TITLE}) {
            refuses(noVector, vector(NEW, column));
        }
        refuses("words11 refers to a table that does not exist", text(NEW, 99, TITLE, 1));
        refuses(
                "index words has 0 columns; a text index has 1 to 8",
                new TextIndexDefinition(NEW, "words", Feed.POSTS, List.of(), "english"));
        refuses(
                "index words has 9 columns; a text index has 1 to 8",
                new TextIndexDefinition(
                        NEW,
                        "words",
                        Feed.POSTS,
                        Collections.nCopies(9, new TextIndexDefinition.Column(TITLE, 1)),
                        "english"));
        refuses(
                "index words has column title twice",
                new TextIndexDefinition(
                        NEW,
                        "words",
                        Feed.POSTS,
                        List.of(
                                new TextIndexDefinition.Column(TITLE, 1),
                                new TextIndexDefinition.Column(TITLE, 2)),
                        "english"));
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -1, 100.5f, Float.POSITIVE_INFINITY, Float.NaN})
    void boostsHaveBounds(float boost) {
        refuses(
                "index words11 gives column title a boost of "
                        + boost
                        + "; one is more than 0 and at most 100.0",
                text(NEW, Feed.POSTS, TITLE, boost));
    }

    @Test
    void analyzersAreKnown() {
        refuses(
                "index words has an unknown analyzer, English",
                new TextIndexDefinition(
                        NEW,
                        "words",
                        Feed.POSTS,
                        List.of(new TextIndexDefinition.Column(TITLE, 1)),
                        "English"));
    }

    @Test
    void definitionsStayAndIdsAreNew() {
        Schema indexed = FEED.with(text(NEW, Feed.POSTS, TITLE, 1));
        refuses(
                ErrorCode.FEATURE_NOT_SUPPORTED,
                "the definition of words11 cannot be altered; create another and copy its data",
                indexed,
                indexed.withoutIndex("words11").with(text(NEW, Feed.POSTS, TITLE, 2)));
        refuses("words10 has id 10, but new objects take ids from 11", text(10, Feed.POSTS, 1, 1));
    }

    @Test
    void aTableIsDroppedWithItsIndexes() {
        Schema indexed = FEED.without("likes").without("views").without("hides").without("opens");
        Schema before = indexed.with(text(NEW, Feed.POSTS, TITLE, 1)).with(vector(12, MEANING));
        Schema after = before.without("posts");
        assertDoesNotThrow(() -> SchemaRules.check(before, after));
        assertEquals(List.of(), List.copyOf(after.indexes()));
    }
}
