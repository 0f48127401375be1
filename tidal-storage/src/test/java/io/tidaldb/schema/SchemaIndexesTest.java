package io.tidaldb.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Indexes have names of their own, and go with their tables. */
class SchemaIndexesTest {
    private static final IndexDefinition WORDS =
            new TextIndexDefinition(
                    3,
                    "Words",
                    1,
                    List.of(new TextIndexDefinition.Column(1, 1)),
                    AnalyzerNames.STANDARD);

    private static final IndexDefinition MEANING =
            new VectorIndexDefinition(4, "meaning", 1, 2, VectorMetric.DOT, false);

    private static final IndexDefinition BIOGRAPHIES =
            new TextIndexDefinition(
                    5,
                    "biographies",
                    2,
                    List.of(new TextIndexDefinition.Column(1, 1)),
                    AnalyzerNames.STANDARD);

    private static final Schema SCHEMA =
            Schema.EMPTY
                    .with(table(1, "posts"))
                    .with(table(2, "authors"))
                    .with(WORDS)
                    .with(MEANING)
                    .with(BIOGRAPHIES);

    private static TableDefinition table(int id, String name) {
        return new TableDefinition(
                id,
                name,
                TableKind.ITEM,
                List.of(
                        new ColumnDefinition(
                                "id",
                                DataType.of(DataType.Kind.BIGINT),
                                false,
                                ColumnDefinition.NO_REFERENCE,
                                null)),
                List.of(0));
    }

    @Test
    void areFoundByNameAndByTable() {
        assertEquals(Optional.of(WORDS), SCHEMA.index("wORDS"));
        assertEquals(Optional.empty(), SCHEMA.index("posts"));
        assertEquals(List.of(WORDS, MEANING), SCHEMA.indexesOf(1));
        assertEquals(List.of(BIOGRAPHIES), SCHEMA.indexesOf(2));
        assertEquals(List.of(), SCHEMA.indexesOf(3));
        assertFalse(SCHEMA.isTaken("words"));
        assertEquals(6, SCHEMA.nextId());
        assertEquals(5, SCHEMA.version());
    }

    @Test
    void goByNameAndWithTheirTable() {
        Schema without = SCHEMA.withoutIndex("MEANING");
        assertEquals(List.of(WORDS), without.indexesOf(1));
        assertEquals(6, without.version());
        assertEquals(2, without.tables().size());
        Schema dropped = SCHEMA.without("posts");
        assertEquals(List.of(BIOGRAPHIES), List.copyOf(dropped.indexes()));
        assertEquals(6, dropped.nextId());
    }

    @Test
    void otherChangesKeepThem() {
        Schema changed =
                SCHEMA.with(table(6, "more"))
                        .with(new RelationshipDefinition(7, "follows", 1, 2, false))
                        .with(new ProfileDefinition(8, "p", 1, 1, "0", null))
                        .without("follows")
                        .withoutProfile("p")
                        .without("words");
        assertEquals(List.copyOf(SCHEMA.indexes()), List.copyOf(changed.indexes()));
    }

    @Test
    void analyzersAreFoundInAnyCase() {
        for (String name : AnalyzerNames.ALL) {
            assertEquals(Optional.of(name), AnalyzerNames.find(name.toUpperCase(Locale.ROOT)));
        }
        assertEquals(AnalyzerNames.ALL.stream().sorted().toList(), AnalyzerNames.ALL);
        assertEquals(Optional.empty(), AnalyzerNames.find("klingon"));
    }

    @Test
    void boostsAreFiniteAndWithinBounds() {
        for (float boost : new float[] {Float.MIN_VALUE, 1, 99.5f, 100}) {
            assertTrue(TextIndexDefinition.isBoost(boost), () -> "boost " + boost);
        }
        for (float boost :
                new float[] {0, -0f, -1, Math.nextUp(100f), Float.POSITIVE_INFINITY, Float.NaN}) {
            assertFalse(TextIndexDefinition.isBoost(boost), () -> "boost " + boost);
        }
        assertEquals("3", new TextIndexDefinition.Column(0, 3).boostText());
        assertEquals("100", new TextIndexDefinition.Column(0, 100).boostText());
        assertEquals("0.1", new TextIndexDefinition.Column(0, 0.1f).boostText());
        assertEquals("0.00000025", new TextIndexDefinition.Column(0, 2.5e-7f).boostText());
    }
}
