package io.tidaldb.sql.execute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.DataType;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.TableKind;
import io.tidaldb.schema.VectorIndexDefinition;
import io.tidaldb.schema.VectorMetric;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

class IndexNamesTest {
    private static TableDefinition table(String name, String... columns) {
        return new TableDefinition(
                1,
                name,
                TableKind.ITEM,
                Stream.of(columns)
                        .map(
                                column ->
                                        new ColumnDefinition(
                                                column,
                                                DataType.vector(3),
                                                true,
                                                ColumnDefinition.NO_REFERENCE,
                                                null))
                        .toList(),
                List.of(0));
    }

    private static Schema with(Schema schema, String index) {
        return schema.with(
                new VectorIndexDefinition(
                        schema.nextId(), index, 1, 0, VectorMetric.COSINE, false));
    }

    @Test
    void areMadeOfTableColumnsAndType() {
        TableDefinition posts = table("posts", "title", "body");
        assertEquals(
                "posts_body_title_text", IndexNames.of(posts, List.of(1, 0), "text", Schema.EMPTY));
    }

    @Test
    void aNumberTellsThemFromOthers() {
        TableDefinition posts = table("posts", "meaning");
        Schema schema = with(with(Schema.EMPTY, "POSTS_meaning_vector"), "posts_meaning_vector_2");
        assertEquals("posts_meaning_vector_3", IndexNames.of(posts, List.of(0), "vector", schema));
    }

    @Test
    void areNoLongerThanNamesMayBe() {
        TableDefinition table = table("t".repeat(100), "c".repeat(100));
        String name = IndexNames.of(table, List.of(0), "text", Schema.EMPTY);
        assertEquals("t".repeat(100) + "_" + "c".repeat(22) + "_text", name);
        assertEquals(
                "t".repeat(100) + "_" + "c".repeat(20) + "_text_2",
                IndexNames.of(table, List.of(0), "text", with(Schema.EMPTY, name)));
        String pairs = "\uD83C\uDFB5".repeat(64);
        assertEquals(
                "\uD83C\uDFB5".repeat(61) + "_text",
                IndexNames.of(table(pairs, "c"), List.of(0), "text", Schema.EMPTY));
    }
}
