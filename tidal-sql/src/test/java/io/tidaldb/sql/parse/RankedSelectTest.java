package io.tidaldb.sql.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.sql.ast.SqlRankedSelect;
import io.tidaldb.sql.ast.SqlRanking;
import io.tidaldb.sql.ast.SqlTextMatch;
import io.tidaldb.sql.ast.SqlVectorNear;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.util.Litmus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

/** Ranking clauses as a tree: what it holds, where it may stand, and that copies keep it. */
class RankedSelectTest {
    private static final String FEED =
            "SELECT id FROM posts\nFOR USER 42 RANK USING for_you\n"
                    + "DIVERSIFY BY creator MAX 2, topic MAX ? STRICT";

    private static final String SEARCH =
            "SELECT id FROM posts RANK BY DECAY(likes) NEAR ARRAY[0.5, 1] MATCH 'jazz' FUZZY";

    private static final String RELATED =
            "SELECT id FROM posts RANK BY RELATED_SCORE() RELATED ITEM 3 BY likes MATCH 'jazz'";

    private static final String GATHERED =
            "SELECT id FROM posts RANK BY 1 CANDIDATES FROM NEAR ITEM 3, RELATED ITEM ? BY likes,"
                    + " FOLLOWED, MARKED(saves), MARKED_BY(likes, friends, 2) LIMIT 50 FOR USER 1";

    @Test
    void holdsItsClausesWithPositions() {
        SqlRankedSelect select =
                assertInstanceOf(SqlRankedSelect.class, TidalParser.parseStatement(FEED));
        SqlRanking ranking = select.ranking();
        assertEquals("for_you", ranking.profile().orElseThrow().getSimple());
        assertEquals("42", ranking.user().orElseThrow().toString());
        assertTrue(ranking.score().isEmpty());
        assertEquals(2, ranking.diversity().orElseThrow().caps().size());
        assertEquals("topic", ranking.diversity().orElseThrow().caps().get(1).column().getSimple());
        assertTrue(ranking.diversity().orElseThrow().isStrict());
        assertEquals("line 2, column 1", start(ranking));
        assertEquals("line 2, column 24", start(ranking.profile().orElseThrow()));
        assertEquals("line 2, column 10", start(ranking.user().orElseThrow()));
        assertEquals("line 3, column 1", start(ranking.diversity().orElseThrow()));
        assertEquals("line 3, column 29", start(ranking.diversity().orElseThrow().caps().get(1)));
        assertEquals(46, ranking.getParserPosition().getEndColumnNum());
        assertEquals(3, select.getParserPosition().getEndLineNum());
    }

    @Test
    void holdsMatchAndNearWithPositions() {
        SqlRankedSelect select =
                assertInstanceOf(
                        SqlRankedSelect.class,
                        TidalParser.parseStatement(
                                "SELECT id FROM posts\nMATCH 'jazz' FUZZY\nRANK BY 1\n"
                                        + "NEAR ITEM ?"));
        SqlRanking ranking = select.ranking();
        SqlTextMatch match = ranking.match().orElseThrow();
        assertEquals("'jazz'", match.query().toString());
        assertTrue(match.isFuzzy());
        SqlVectorNear near = ranking.nears().getFirst();
        assertEquals("?", near.target().toString());
        assertTrue(near.isItem());
        assertEquals("line 2, column 1", start(ranking));
        assertEquals("line 2, column 1", start(match));
        assertEquals(18, match.getParserPosition().getEndColumnNum());
        assertEquals("line 2, column 7", start(match.query()));
        assertEquals("line 4, column 1", start(near));
        assertEquals(11, near.getParserPosition().getEndColumnNum());
        assertEquals("line 4, column 11", start(near.target()));
        assertEquals(11, ranking.getParserPosition().getEndColumnNum());
        SqlRankedSelect plain =
                assertInstanceOf(
                        SqlRankedSelect.class,
                        TidalParser.parseStatement(
                                "SELECT id FROM posts RANK BY 1 NEAR ? MATCH ?"));
        assertFalse(plain.ranking().match().orElseThrow().isFuzzy());
        assertFalse(plain.ranking().nears().getFirst().isItem());
    }

    @Test
    void limitAndOrderStandAroundIt() {
        SqlOrderBy order =
                assertInstanceOf(
                        SqlOrderBy.class,
                        TidalParser.parseStatement(FEED + " ORDER BY id LIMIT 3"));
        assertInstanceOf(SqlRankedSelect.class, order.query);
        assertEquals("3", order.fetch.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM (%s) AS f",
                "SELECT * FROM (%s LIMIT 5) AS f JOIN authors AS a ON f.creator = a.id",
                "WITH f AS (%s) SELECT * FROM f",
                "SELECT 1 FROM t UNION ALL %s",
                "%s UNION ALL SELECT 1 FROM t",
                "INSERT INTO notes (id) %s",
                "EXPLAIN PLAN FOR %s",
                "SELECT * FROM notes WHERE id IN (%s)",
                "SELECT (%s) FROM notes",
                "SELECT ARRAY(%s) FROM notes"
            })
    void standsWhereASelectStands(String frame) {
        for (String ranked : List.of(FEED, SEARCH, RELATED, GATHERED)) {
            SqlNode tree = TidalParser.parseStatement(frame.formatted(ranked));
            assertEquals(1, rankings(tree).size());
            SqlNode again = TidalParser.parseStatement(SqlText.of(tree));
            assertTrue(tree.equalsDeep(again, Litmus.IGNORE), () -> SqlText.of(tree));
        }
    }

    @Test
    void aShuttleKeepsTheRanking() {
        SqlNode tree =
                TidalParser.parseStatement(
                        "SELECT * FROM (" + FEED + " MATCH 'x' NEAR ITEM 3) AS f");
        SqlNode copy =
                tree.accept(
                        new SqlShuttle() {
                            @Override
                            public SqlNode visit(SqlCall call) {
                                CallCopyingArgHandler copying =
                                        new CallCopyingArgHandler(call, true);
                                call.getOperator().acceptCall(this, call, false, copying);
                                return copying.result();
                            }
                        });
        assertNotSame(tree, copy);
        assertTrue(tree.equalsDeep(copy, Litmus.IGNORE));
        assertEquals(1, rankings(copy).size());
        assertTrue(rankings(copy).getFirst().nears().getFirst().isItem());
    }

    @Test
    void aShuttleReachesInsideTheRanking() {
        SqlNode tree = TidalParser.parseStatement(FEED);
        SqlNode renamed =
                tree.accept(
                        new SqlShuttle() {
                            @Override
                            public SqlNode visit(SqlIdentifier id) {
                                return id.isSimple() && id.getSimple().equals("creator")
                                        ? new SqlIdentifier("author", id.getParserPosition())
                                        : id;
                            }
                        });
        SqlRankedSelect select = assertInstanceOf(SqlRankedSelect.class, renamed);
        assertEquals(
                "author",
                select.ranking().diversity().orElseThrow().caps().getFirst().column().toString());
        assertFalse(tree.equalsDeep(renamed, Litmus.IGNORE));
    }

    @Test
    void equalityLooksAtTheRanking() {
        SqlNode plain = TidalParser.parseStatement("SELECT id FROM posts");
        SqlNode a = TidalParser.parseStatement("SELECT id FROM posts RANK USING a");
        SqlNode b = TidalParser.parseStatement("SELECT id FROM posts RANK USING b");
        assertFalse(a.equalsDeep(b, Litmus.IGNORE));
        assertFalse(plain.equalsDeep(a, Litmus.IGNORE));
        assertFalse(a.equalsDeep(plain, Litmus.IGNORE));
        SqlSelect stripped = ((SqlRankedSelect) a).withoutRanking();
        assertEquals(SqlSelect.class, stripped.getClass());
        assertTrue(stripped.equalsDeep(plain, Litmus.IGNORE));
    }

    private static List<SqlRanking> rankings(SqlNode tree) {
        List<SqlRanking> found = new ArrayList<>();
        tree.accept(
                new SqlBasicVisitor<Void>() {
                    @Override
                    public Void visit(SqlCall call) {
                        if (call instanceof SqlRanking ranking) {
                            found.add(ranking);
                        }
                        return super.visit(call);
                    }
                });
        return found;
    }

    private static String start(SqlNode node) {
        return SyntaxErrors.position(node.getParserPosition()).toString();
    }
}
