package io.tidaldb.sql.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Statements that are too long or too deep are refused in words. */
class StatementLimitsTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "(,1,)",
                "((((((((((,1,))))))))))",
                "~NOT ~,TRUE,~~",
                "~- ~,a,~~",
                "~~,1,~ + 1~",
                "ABS(,1,)",
                "ARRAY[,1,]",
                "~CASE WHEN TRUE THEN ~,1,~ ELSE 0 END~",
                "~(SELECT ~,1,)"
            })
    void depth(String open, String middle, String close) {
        String sql = "SELECT " + open.repeat(10_000) + middle + close.repeat(10_000);
        TidalException e =
                assertThrows(TidalException.class, () -> TidalParser.parseStatement(sql));
        assertEquals(ErrorCode.LIMIT_EXCEEDED, e.code());
    }

    @Test
    void ordinaryDepthIsFine() {
        TidalParser.parseStatement("SELECT " + "(".repeat(100) + "1" + ")".repeat(100));
        TidalParser.parseStatement("SELECT a FROM t WHERE a = 0" + " OR a = 1".repeat(400));
        TidalParser.parseStatement("SELECT a FROM t WHERE a IN (0" + ", 1".repeat(100_000) + ")");
    }

    @Test
    void bracketsInTextAndCommentsDoNotNest() {
        String many = "(".repeat(1_000);
        TidalParser.parseStatement("SELECT 'it''s " + many + "' AS \"a" + "(".repeat(100) + "\"");
        TidalParser.parseStatement(
                "SELECT 1 -- " + many + "\n, 2 /* " + many + " */, 3 // " + many);
        TidalParser.parseStatement("VALUES (':(')" + ", (':(')".repeat(1_000));
    }

    @Test
    void depthNamesThePosition() {
        TidalException e =
                assertThrows(
                        TidalException.class,
                        () -> TidalParser.parseStatement("SELECT\n " + "(".repeat(10_000)));
        assertEquals(2, e.position().orElseThrow().line());
        assertEquals(TidalParser.MAX_DEPTH + 2, e.position().orElseThrow().column());
    }

    @Test
    void length() {
        String body = "x".repeat(TidalParser.MAX_STATEMENT_LENGTH - "SELECT ''".length());
        TidalParser.parseStatement("SELECT '" + body + "'");
        TidalException e =
                assertThrows(
                        TidalException.class,
                        () -> TidalParser.parseStatement("SELECT '" + body + "x'"));
        assertEquals(ErrorCode.LIMIT_EXCEEDED, e.code());
        assertEquals(
                "The statement has 1048577 characters, and at most 1048576 are allowed; send values"
                        + " as parameters or in batches",
                e.getMessage());
    }

    @Test
    void identifierLength() {
        TidalParser.parseStatement("SELECT " + "a".repeat(128));
        TidalException e =
                assertThrows(
                        TidalException.class,
                        () -> TidalParser.parseStatement("SELECT " + "a".repeat(129)));
        assertEquals(ErrorCode.SYNTAX_ERROR, e.code());
    }
}
