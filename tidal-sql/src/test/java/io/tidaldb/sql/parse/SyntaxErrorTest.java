package io.tidaldb.sql.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TextPosition;
import io.tidaldb.error.TidalException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

/** What a person reads who has mistyped a statement. */
class SyntaxErrorTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
    SELCT id FROM posts | SELCT does not begin a statement. Did you mean SELECT? (line 1, column 1)
    DELETE FORM t | FORM is not expected here. Did you mean FROM? (line 1, column 8)
    SELECT id FORM posts | posts is not expected here after FORM. Did you mean FROM? (line 1, column 16)
    SELECT id FROM posts RANKK USING p | USING is not expected here after RANKK. Did you mean RANK? (line 1, column 28)
    SELECT id FROM posts RANK USNG p | USNG is not expected here. Did you mean USING? (line 1, column 27)
    SELECT id FROM posts RANK | The statement ends too early; expected USING or BY (line 1, column 25)
    SELECT id FROM posts RANK USING | The statement ends too early; expected a name (line 1, column 31)
    SELECT id FROM posts WHERE | The statement ends too early; expected an expression (line 1, column 26)
    SELECT id FROM | The statement ends too early; expected a table (line 1, column 14)
    SELECT id FROM posts FOR USER 42 | FOR USER belongs to a ranked query; add RANK USING and a profile, or RANK BY and an expression, before LIMIT (line 1, column 22)
    SELECT id FROM posts DIVERSIFY BY c MAX 2 | DIVERSIFY BY belongs to a ranked query; add RANK USING and a profile, or RANK BY and an expression, before LIMIT (line 1, column 22)
    CREATE TEXT INDEX ON t (a) ANALYZER x ANALYZER y | ANALYZER stands here a second time; keep one of them (line 1, column 39)
    CREATE TEXT INDEX ON t (a) METRIC dot | METRIC is not expected here; expected ;, ANALYZER or the end of the statement (line 1, column 28)
    CREATE TEXT INDEX ON t (a BOOST x) | x is not expected here; expected a number or DECIMAL (line 1, column 33)
    CREATE VECTOR INDEX ON t (a, b) | , is not expected here; expected ) (line 1, column 28)
    CREATE VECTOR INDEX ON t (a) QUANTIZED METRIC dot QUANTIZED | QUANTIZED stands here a second time; keep one of them (line 1, column 51)
    CREATE VECTOR INDEX ON t (a) METRIC dot METRIC dot | METRIC stands here a second time; keep one of them (line 1, column 41)
    CREATE OR REPLACE TEXT INDEX ON t (a) | An index cannot be replaced; DROP it first, or use IF NOT EXISTS (line 1, column 1)
    ALTER TABLE t ADD COLUMN x INTEGER | ADD is not expected here; expected REBUILD (line 1, column 15)
    ALTER SYSTEM SET x = 1 | SYSTEM is not expected here; expected TABLE (line 1, column 7)
    ALTR TABLE t REBUILD INDEX i | ALTR does not begin a statement. Did you mean ALTER? (line 1, column 1)
    SELECT id FROM posts MATCH 'x' | MATCH belongs to a ranked query; add RANK USING and a profile, or RANK BY and an expression, before LIMIT (line 1, column 22)
    SELECT id FROM posts RANK USING p MATCH 'x' MATCH 'y' | MATCH stands here a second time; keep one of them (line 1, column 45)
    SELECT id FROM posts RANK USING p NEAR ? NEAR ITEM 3 | NEAR stands here a second time; keep one of them, or say which columns they compare: NEAR column TO … (line 1, column 42)
    SELECT id FROM posts RANK USING p LIMIT 3 MATCH 'x' | MATCH is not expected here; ranking clauses stand after FROM and WHERE, before ORDER BY and LIMIT (line 1, column 43)
    SELECT id FROM posts RANK USING p RANK USING q | RANK stands here a second time; keep one of them (line 1, column 35)
    SELECT id FROM posts RANK USING p DIVERSIFY BY c MAX 0 | DIVERSIFY BY c MAX takes a whole number of at least 1, not 0 (line 1, column 54)
    SELECT id FROM posts RANK USING p DIVERSIFY BY c MAX 1.5 | DIVERSIFY BY c MAX takes a whole number of at least 1, not 1.5 (line 1, column 54)
    SELECT id FROM posts RANK USING p DIVERSIFY BY creator LIMIT 3 | LIMIT is not expected here; expected MAX (line 1, column 56)
    SELECT id FROM posts RANK USING p FOR 42 | 42 is not expected here; expected USER (line 1, column 39)
    SELECT id FROM posts LIMIT 5 RANK USING p | RANK is not expected here; ranking clauses stand after FROM and WHERE, before ORDER BY and LIMIT (line 1, column 30)
    CREATE TABLE t (order INTEGER) | order is not expected here; as a name, the reserved word needs double quotes: "order" (line 1, column 17)
    CREATE OR REPLACE TABLE t (id INTEGER) | A table cannot be replaced; DROP it first, or use CREATE TABLE IF NOT EXISTS (line 1, column 1)
    CREATE SIGNL likes ON posts | SIGNL is not expected here. Did you mean SIGNAL? (line 1, column 8)
    CREATE SIGNAL likes ON posts WINDOWS (HOUR, DAY, HOUR) | The window HOUR is listed twice; keep one of them (line 1, column 50)
    CREATE SIGNAL likes ON posts WINDOWS (YEAR) | YEAR is not expected here; expected ALL, DAY, HOUR, MONTH or WEEK (line 1, column 39)
    CREATE SIGNAL s ON t PERMANENT DECAY HALF LIFE INTERVAL '1' DAY | A signal is either PERMANENT or has a DECAY; keep one of them (line 1, column 32)
    CREATE SIGNAL s ON t ROLE a ROLE b | ROLE stands here a second time; keep one of them (line 1, column 29)
    CREATE SIGNAL s ON t DECAY HALF LIFE INTERVAL 'x' DAY | A half-life is a positive span in weeks, days, hours, minutes or seconds, as in INTERVAL '7' DAY (line 1, column 38)
    CREATE SIGNAL s ON t DECAY HALF LIFE INTERVAL '1' MONTH | A half-life is a positive span in weeks, days, hours, minutes or seconds, as in INTERVAL '7' DAY (line 1, column 38)
    CREATE RANKING PROFILE p ON posts SCORE 1 | SCORE is not expected here; expected AS (line 1, column 35)
    CREATE ITEM TABLE p (v VECTOR(0)) | A VECTOR has at least 1 component, as in VECTOR(384) (line 1, column 31)
    BAKCUP TO 'x' | BAKCUP does not begin a statement. Did you mean BACKUP? (line 1, column 1)
    BACKUP INTO 'x' | INTO is not expected here; expected TO (line 1, column 8)
    BACKUP TO x | x is not expected here; expected a string (line 1, column 11)
    BACKUP TO 'x' KEEP 0 | KEEP takes a whole number of at least 1, not 0 (line 1, column 20)
    BACKUP TO 'x' KEEP -1 | - is not expected here; expected a number or DECIMAL (line 1, column 20)
    BACKUP TO 'x' KEEP 99999999999 | KEEP takes a whole number of at least 1, not 99999999999 (line 1, column 20)
    CHECKPOINT now | now is not expected here; expected ; or the end of the statement (line 1, column 12)
    SHOW BACKUPS | The statement ends too early; expected IN (line 1, column 12)
    SHOW TABELS | TABELS is not expected here. Did you mean TABLES? (line 1, column 6)
    DROP posts | posts is not expected here; expected TABLE, USER, ITEM, CREATOR, SIGNAL, RELATIONSHIP, RANKING or INDEX (line 1, column 6)
    SELECT 'abc FROM t | The string that begins here is not closed; end it with ' (line 1, column 8)
    SELECT "abc FROM t | The quoted name that begins here is not closed on its line; end it with " (line 1, column 8)
    SELECT `a` FROM t | A name is quoted with double quotes, as in "order", not with backticks (line 1, column 8)
    SELECT a FROM t WHERE a = @x | @ has no meaning outside a quoted string or name (line 1, column 27)
    SELECT a,, b FROM t | , is not expected here; expected an expression or * (line 1, column 10)
    SELECT (a + b FROM t | FROM is not expected here; expected ), a comma, LIMIT, ORDER, OFFSET, UNION, EXCEPT or FETCH (line 1, column 15)
    SELECT 1; SELECT 2 | One statement was expected and another one follows; run them one by one, or as a script (line 1, column 11)
    -- nothing | There is no statement in the text; it holds only spaces and comments
    """)
    void says(String sql, String message) {
        TidalException e =
                assertThrows(TidalException.class, () -> TidalParser.parseStatement(sql));
        assertEquals(message, e.getMessage());
        assertEquals(ErrorCode.SYNTAX_ERROR, e.code());
    }

    @Test
    void positionsCountLinesOfTheWholeScript() {
        TidalException e =
                assertThrows(
                        TidalException.class,
                        () ->
                                TidalParser.parseStatements(
                                        "SELECT 1;\n-- a comment\nSELECT a\n  FROM posts WHER b"));
        assertEquals(Optional.of(new TextPosition(4, 19, 4, 19)), e.position());
        assertEquals(
                "b is not expected here after WHER. Did you mean WHERE? (line 4, column 19)",
                e.getMessage());
    }

    @Test
    void expressionsHaveNoStatements() {
        TidalException e =
                assertThrows(TidalException.class, () -> TidalParser.parseExpression("1 + "));
        assertEquals(ErrorCode.SYNTAX_ERROR, e.code());
        assertThrows(TidalException.class, () -> TidalParser.parseExpression(""));
    }
}
