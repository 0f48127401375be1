package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.schema.AnalyzerNames;
import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.DataType;
import io.tidaldb.schema.DataType.Kind;
import io.tidaldb.schema.IndexDefinition;
import io.tidaldb.schema.ProfileDefinition;
import io.tidaldb.schema.RelationshipDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.TableKind;
import io.tidaldb.schema.TextIndexDefinition;
import io.tidaldb.schema.VectorIndexDefinition;
import io.tidaldb.schema.VectorMetric;
import io.tidaldb.schema.Window;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

class SchemaCodecTest {
    /** {@link #POSTS} as the code of format 1 wrote it. */
    private static final String FORMAT_1 =
            "01050c020205706f737473044954454d0302696406424947494e54000000000100057469"
                    + "746c65075641524348415250000001010103277827076d65616e696e6706564543544f52"
                    + "060000010100010004077265616465727304555345520102696406424947494e54000000"
                    + "00010001000106056c696b657302040180f0b2520204484f555203414c4c01046c696b65"
                    + "0100010807666f6c6c6f7773040401010a03686f7404020c4445434159286c696b657329"
                    + "00";

    /** The same as the code of format 2 wrote it. */
    private static final String FORMAT_2 =
            "02050c020205706f737473044954454d0302696406424947494e54000000000100057469"
                    + "746c65075641524348415250000001010103277827076d65616e696e6706564543544f52"
                    + "060000010100010004077265616465727304555345520102696406424947494e54000000"
                    + "00010001000106056c696b657302040180f0b2520204484f555203414c4c01046c696b65"
                    + "010000010000010807666f6c6c6f7773040401010a03686f7404020c4445434159286c69"
                    + "6b65732900";

    private static final Schema POSTS =
            Schema.EMPTY
                    .with(
                            new TableDefinition(
                                    1,
                                    "posts",
                                    TableKind.ITEM,
                                    List.of(
                                            Feed.column("id", DataType.of(Kind.BIGINT), false),
                                            new ColumnDefinition(
                                                    "title",
                                                    DataType.varchar(40),
                                                    true,
                                                    ColumnDefinition.NO_REFERENCE,
                                                    "'x'"),
                                            Feed.column("meaning", DataType.vector(3), true)),
                                    List.of(0)))
                    .with(
                            new TableDefinition(
                                    2,
                                    "readers",
                                    TableKind.USER,
                                    List.of(Feed.column("id", DataType.of(Kind.BIGINT), false)),
                                    List.of(0)))
                    .with(
                            new SignalDefinition(
                                    3,
                                    "likes",
                                    1,
                                    2,
                                    List.of(Feed.DAY),
                                    Set.of(Window.HOUR, Window.ALL),
                                    "like",
                                    true,
                                    false))
                    .with(new RelationshipDefinition(4, "follows", 2, 2, true))
                    .with(new ProfileDefinition(5, "hot", 2, 1, "DECAY(likes)", null));

    private static final Schema FEED =
            Feed.define(Schema.EMPTY)
                    .with(
                            new ProfileDefinition(
                                    11, "p", 3, Feed.POSTS, "DECAY(likes)", "DIVERSIFY BY x MAX 2"))
                    .with(new ProfileDefinition(12, "q", 1, Feed.POSTS, "0", null));

    @Example
    void olderFormatsAreRead() {
        for (String older : List.of(FORMAT_1, FORMAT_2)) {
            assertSame(POSTS, SchemaCodec.decode(HexFormat.of().parseHex(older)));
        }
    }

    @Example
    void aNewerFormatIsRefused() {
        byte[] bytes = SchemaCodec.encode(POSTS);
        assertEquals(4, bytes[0]);
        bytes[0] = 5;
        String message =
                assertThrows(MalformedBytesException.class, () -> SchemaCodec.decode(bytes))
                        .getMessage();
        assertTrue(message.contains("format 5"), message);
    }

    @Property(tries = 200)
    void indexesComeBack(@ForAll("indexes") List<IndexDefinition> indexes) {
        Schema schema = FEED;
        for (IndexDefinition index : indexes) {
            schema = schema.with(index);
        }
        byte[] bytes = SchemaCodec.encode(schema);
        Schema decoded = SchemaCodec.decode(bytes);
        assertSame(schema, decoded);
        assertArrayEquals(bytes, SchemaCodec.encode(decoded));
    }

    @Property(tries = 100)
    void everyShorterTextIsRefused(@ForAll("indexes") List<IndexDefinition> indexes) {
        Schema schema = Schema.EMPTY;
        for (IndexDefinition index : indexes) {
            schema = schema.with(index);
        }
        byte[] bytes = SchemaCodec.encode(schema);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThrows(MalformedBytesException.class, () -> SchemaCodec.decode(cut));
        }
        assertThrows(
                MalformedBytesException.class,
                () -> SchemaCodec.decode(Arrays.copyOf(bytes, bytes.length + 1)));
    }

    private static void assertSame(Schema expected, Schema actual) {
        assertEquals(expected.version(), actual.version());
        assertEquals(expected.nextId(), actual.nextId());
        assertEquals(List.copyOf(expected.tables()), List.copyOf(actual.tables()));
        assertEquals(List.copyOf(expected.signals()), List.copyOf(actual.signals()));
        assertEquals(List.copyOf(expected.relationships()), List.copyOf(actual.relationships()));
        assertEquals(List.copyOf(expected.profiles()), List.copyOf(actual.profiles()));
        assertEquals(List.copyOf(expected.indexes()), List.copyOf(actual.indexes()));
    }

    /** Any indexes, of tables and columns that need not exist; a codec keeps what it is given. */
    @Provide
    Arbitrary<List<IndexDefinition>> indexes() {
        Arbitrary<Integer> ids = Arbitraries.integers();
        Arbitrary<String> names = Arbitraries.strings().ofMaxLength(12);
        Arbitrary<IndexDefinition> texts =
                Combinators.combine(
                                ids,
                                names,
                                ids,
                                Combinators.combine(ids, Arbitraries.floats())
                                        .as(TextIndexDefinition.Column::new)
                                        .list()
                                        .ofMaxSize(5),
                                Arbitraries.of(AnalyzerNames.ALL))
                        .as(TextIndexDefinition::new);
        Arbitrary<IndexDefinition> vectors =
                Combinators.combine(
                                ids,
                                names,
                                ids,
                                ids,
                                Arbitraries.of(VectorMetric.class),
                                Arbitraries.of(true, false))
                        .as(VectorIndexDefinition::new);
        return Arbitraries.oneOf(texts, vectors).list().ofMaxSize(6);
    }
}
