package io.tidaldb.sql.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.schema.TableKind;
import io.tidaldb.schema.Window;
import io.tidaldb.sql.ast.ObjectKind;
import io.tidaldb.sql.ast.SqlBackup;
import io.tidaldb.sql.ast.SqlColumnDefinition;
import io.tidaldb.sql.ast.SqlCreateEntityTable;
import io.tidaldb.sql.ast.SqlCreateRankingProfile;
import io.tidaldb.sql.ast.SqlCreateRelationship;
import io.tidaldb.sql.ast.SqlCreateSignal;
import io.tidaldb.sql.ast.SqlCreateTextIndex;
import io.tidaldb.sql.ast.SqlCreateVectorIndex;
import io.tidaldb.sql.ast.SqlDropObject;
import io.tidaldb.sql.ast.SqlOperation;
import io.tidaldb.sql.ast.SqlRebuildIndex;
import io.tidaldb.sql.ast.SqlShow;
import io.tidaldb.sql.ast.SqlShowBackups;
import io.tidaldb.sql.ast.SqlShowColumns;
import io.tidaldb.sql.ast.SqlShowCreate;
import io.tidaldb.sql.ast.SqlVectorTypeNameSpec;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.util.Litmus;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What the nodes of our own statements hold. */
class DefinitionTest {
    @Test
    void table() {
        SqlCreateEntityTable table =
                parse(
                        SqlCreateEntityTable.class,
                        "CREATE ITEM TABLE IF NOT EXISTS posts (id BIGINT PRIMARY KEY,"
                                + " title VARCHAR NOT NULL DEFAULT 'héllo 日本',"
                                + " creator BIGINT NULL REFERENCES authors, meaning VECTOR(384),"
                                + " tags VARCHAR ARRAY)");
        assertEquals(TableKind.ITEM, table.kind());
        assertTrue(table.ifNotExists());
        assertEquals("posts", table.name().getSimple());
        assertTrue(table.primaryKey().isEmpty());
        List<SqlColumnDefinition> columns = table.columns();
        assertTrue(columns.get(0).isPrimaryKey());
        assertEquals(Optional.empty(), columns.get(0).nullable());
        assertEquals(Optional.of(false), columns.get(1).nullable());
        assertEquals("'héllo 日本'", SqlText.of(columns.get(1).defaultValue().orElseThrow()));
        assertEquals(Optional.of(true), columns.get(2).nullable());
        assertEquals("authors", columns.get(2).references().orElseThrow().getSimple());
        SqlVectorTypeNameSpec vector =
                assertInstanceOf(
                        SqlVectorTypeNameSpec.class, columns.get(3).type().getTypeNameSpec());
        assertEquals(384, vector.dimension());
    }

    @Test
    void tableKey() {
        SqlCreateEntityTable table =
                parse(
                        SqlCreateEntityTable.class,
                        "CREATE TABLE pairs (a INTEGER, b INTEGER, PRIMARY KEY (b, a))");
        assertEquals(TableKind.PLAIN, table.kind());
        assertEquals(
                List.of("b", "a"),
                table.primaryKey().orElseThrow().stream().map(id -> id.getSimple()).toList());
        assertEquals(2, table.columns().size());
    }

    @Test
    void signal() {
        SqlCreateSignal signal =
                parse(
                        SqlCreateSignal.class,
                        "CREATE SIGNAL views ON posts EXCLUDES MARKS SEEN ROLE like"
                                + " WINDOWS (ALL, HOUR) DECAY HALF LIFE INTERVAL '7' DAY,"
                                + " INTERVAL '90:30' MINUTE TO SECOND, INTERVAL 365 DAY BY readers");
        assertEquals("posts", signal.table().getSimple());
        assertEquals("readers", signal.by().orElseThrow().getSimple());
        assertEquals(List.of(604_800_000L, 5_430_000L, 31_536_000_000L), signal.halfLivesMillis());
        assertEquals(List.of(Window.ALL, Window.HOUR), signal.windows());
        assertEquals("like", signal.role().orElseThrow().getSimple());
        assertTrue(signal.marksSeen() && signal.excludes() && !signal.isPermanent());
        assertTrue(!signal.rollsUp() && !signal.acceptsUnknown());
        assertEquals(Optional.empty(), signal.retentionMillis());
    }

    @Test
    void signalWithEverythingElse() {
        SqlCreateSignal signal =
                parse(
                        SqlCreateSignal.class,
                        "CREATE SIGNAL likes ON posts DECAY LINEAR INTERVAL '30' DAY, INTERVAL '1'"
                                + " HOUR RETAINS INTERVAL '90' DAY ACCEPTS UNKNOWN ROLLS UP TO"
                                + " creator DECAY HALF LIFE INTERVAL '1' DAY RELATES 8 MARKED");
        assertEquals(List.of(86_400_000L), signal.halfLivesMillis());
        assertEquals(List.of(2_592_000_000L, 3_600_000L), signal.lifetimesMillis());
        assertTrue(signal.rollsUp() && signal.acceptsUnknown());
        assertEquals("creator", signal.rollUpColumn().orElseThrow().getSimple());
        assertTrue(signal.marked() && signal.relates() && signal.partners().isPresent());
        assertEquals(Optional.of(7_776_000_000L), signal.retentionMillis());
        assertEquals(
                Optional.empty(),
                parse(SqlCreateSignal.class, "CREATE SIGNAL likes ON posts ROLLS UP")
                        .rollUpColumn());
    }

    @Test
    void relationshipAndProfile() {
        SqlCreateRelationship blocks =
                parse(
                        SqlCreateRelationship.class,
                        "CREATE RELATIONSHIP blocks FROM readers TO authors EXCLUDES");
        assertEquals("readers", blocks.from().getSimple());
        assertEquals("authors", blocks.to().getSimple());
        assertTrue(blocks.excludes());
        SqlCreateRankingProfile profile =
                parse(
                        SqlCreateRankingProfile.class,
                        "CREATE OR REPLACE RANKING PROFILE hot ON posts AS SCORE DECAY(likes) * 2"
                                + " DIVERSIFY BY creator MAX 2");
        assertTrue(profile.getReplace());
        assertEquals("posts", profile.table().getSimple());
        assertEquals("DECAY(likes) * 2", SqlText.of(profile.score()));
        assertEquals("DIVERSIFY BY creator MAX 2", SqlText.of(profile.diversity().orElseThrow()));
    }

    @Test
    void textIndex() {
        SqlCreateTextIndex index =
                parse(
                        SqlCreateTextIndex.class,
                        "CREATE TEXT INDEX IF NOT EXISTS words ON posts (title BOOST 2.5, body)"
                                + " ANALYZER english");
        assertTrue(index.ifNotExists());
        assertEquals("words", index.name().orElseThrow().getSimple());
        assertEquals("posts", index.table().getSimple());
        assertEquals(
                List.of("title", "body"),
                index.columns().stream().map(column -> column.column().getSimple()).toList());
        assertEquals("2.5", index.columns().get(0).boost().orElseThrow().toValue());
        assertEquals(Optional.empty(), index.columns().get(1).boost());
        assertEquals("english", index.analyzer().orElseThrow().getSimple());
        SqlCreateTextIndex bare =
                parse(SqlCreateTextIndex.class, "CREATE TEXT INDEX ON posts (body)");
        assertTrue(!bare.ifNotExists() && bare.name().isEmpty() && bare.analyzer().isEmpty());
    }

    @Test
    void vectorIndex() {
        SqlCreateVectorIndex index =
                parse(
                        SqlCreateVectorIndex.class,
                        "CREATE VECTOR INDEX near ON posts (meaning) QUANTIZED METRIC dot");
        assertEquals("near", index.name().orElseThrow().getSimple());
        assertEquals("meaning", index.column().getSimple());
        assertEquals("dot", index.metric().orElseThrow().getSimple());
        assertTrue(index.isQuantized());
        SqlCreateVectorIndex bare =
                parse(
                        SqlCreateVectorIndex.class,
                        "CREATE VECTOR INDEX IF NOT EXISTS ON posts (meaning)");
        assertTrue(bare.ifNotExists() && bare.name().isEmpty() && bare.metric().isEmpty());
        assertTrue(!bare.isQuantized());
    }

    @Test
    void rebuiltIndex() {
        SqlRebuildIndex rebuild =
                parse(SqlRebuildIndex.class, "ALTER TABLE posts REBUILD INDEX words");
        assertEquals("posts", rebuild.table().getSimple());
        assertEquals("words", rebuild.index().getSimple());
    }

    @Test
    void dropAndShow() {
        SqlDropObject drop = parse(SqlDropObject.class, "DROP USER TABLE IF EXISTS readers");
        assertEquals(ObjectKind.TABLE, drop.kind());
        assertEquals(Optional.of(TableKind.USER), drop.tableKind());
        assertTrue(drop.ifExists());
        assertEquals(
                ObjectKind.RANKING_PROFILE,
                parse(SqlShow.class, "SHOW RANKING PROFILES LIKE 'a%'").kind());
        assertEquals(
                Optional.of("a'%"), parse(SqlShow.class, "SHOW SIGNALS LIKE 'a''%'").pattern());
        assertEquals(ObjectKind.INDEX, parse(SqlShow.class, "SHOW INDEXES").kind());
        assertEquals(ObjectKind.INDEX, parse(SqlDropObject.class, "DROP INDEX words").kind());
        assertEquals(
                "posts",
                parse(SqlShowColumns.class, "SHOW COLUMNS FROM posts").table().getSimple());
        assertEquals(
                ObjectKind.SIGNAL, parse(SqlShowCreate.class, "SHOW CREATE SIGNAL likes").kind());
    }

    @Test
    void operations() {
        SqlBackup backup = parse(SqlBackup.class, "BACKUP TO 'it''s here' KEEP 3");
        assertEquals("it's here", backup.path());
        assertEquals(OptionalInt.of(3), backup.keep());
        assertEquals(OptionalInt.of(10), parse(SqlBackup.class, "BACKUP TO '' KEEP 1e1").keep());
        assertEquals(OptionalInt.empty(), parse(SqlBackup.class, "backup to 'x'").keep());
        assertEquals("x", parse(SqlShowBackups.class, "SHOW BACKUPS IN 'x'").path());
        assertEquals(SqlOperation.Kind.CHECKPOINT, parse(SqlOperation.class, "CHECKPOINT").kind());
        assertEquals(SqlOperation.Kind.VERIFY, parse(SqlOperation.class, "Verify;").kind());
    }

    /** Reads a statement, and a copy of it in which a shuttle has replaced every node. */
    private static <T extends SqlNode> T parse(Class<T> type, String sql) {
        SqlNode node = TidalParser.parseStatement(sql);
        SqlNode copy = node.clone(node.getParserPosition());
        assertTrue(node.equalsDeep(copy, Litmus.IGNORE));
        assertTrue(node.equalsDeep(node.accept(new SqlShuttle() {}), Litmus.IGNORE));
        return assertInstanceOf(type, copy);
    }
}
