package io.tidaldb.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.session.Statement;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Whatever is thrown at it, the engine answers with rows or with an error that has a code and is no
 * defect of its own, and goes on working.
 */
class FuzzedStatementsTest {
    private static final long NOW = 1_700_000_000_000L;

    /** Statements that are valid, whose tokens are mixed into each other. */
    private static final List<String> VALID =
            List.of(
                    "SELECT id , title FROM posts WHERE n > 1 AND title LIKE 'a%' ORDER BY id LIMIT 5",
                    "SELECT topic , COUNT ( * ) , SUM ( n ) FROM posts GROUP BY topic HAVING COUNT ( * ) > 1",
                    "SELECT p . id , a . name FROM posts p LEFT JOIN authors a ON p . creator = a . id",
                    "SELECT id , RANK_SCORE ( ) FROM posts RANK USING hot FOR USER 1 DIVERSIFY BY creator MAX 1 LIMIT 3",
                    "SELECT id FROM posts WHERE NOT SEEN RANK BY DECAY ( likes ) + VELOCITY ( likes , INTERVAL '1' DAY ) * 0.5 FOR USER ?",
                    "SELECT id FROM posts WHERE FOLLOWED OR n IS NULL RANK BY LN ( score ) / n FOR USER 2 LIMIT ? OFFSET 1",
                    "SELECT * FROM ( SELECT id , score FROM posts RANK BY score DIVERSIFY BY topic MAX 2 STRICT LIMIT 4 ) AS t WHERE score < 2",
                    "SELECT COUNT_OVER ( likes ) , FRESHNESS ( at_ , INTERVAL '2' HOUR ) , AGE ( at_ ) FROM posts",
                    "SELECT CASE WHEN n > 0 THEN title ELSE 'x' END , COALESCE ( topic , 'none' ) FROM posts",
                    "SELECT CAST ( title AS INTEGER ) , n / 0 , tags [ 1 ] , SUBSTRING ( title FROM 2 ) FROM posts",
                    "SELECT ROW_NUMBER ( ) OVER ( PARTITION BY topic ORDER BY score DESC ) FROM posts QUALIFY ROW_NUMBER ( ) OVER ( ORDER BY id ) < 3",
                    "WITH t AS ( SELECT id FROM posts ) SELECT id FROM t WHERE id IN ( SELECT item_id FROM likes ) UNION ALL SELECT id FROM authors",
                    "SELECT EXTRACT ( YEAR FROM at_ ) , at_ + INTERVAL '1' DAY , DATE '2026-01-01' FROM posts WHERE at_ < CURRENT_TIMESTAMP",
                    "SELECT ( SELECT MAX ( n ) FROM posts q WHERE q . topic = p . topic ) FROM posts p WHERE EXISTS ( SELECT 1 FROM likes WHERE item_id = p . id )",
                    "INSERT INTO posts ( id , title , n ) VALUES ( 100 , 'new' , 1 ) , ( ? , 'x' , NULL )",
                    "INSERT INTO likes ( event_id , item_id , user_id , weight , at ) VALUES ( 7 , 1 , 2 , 1.5 , TIMESTAMP '2023-11-14 22:00:00' )",
                    "INSERT INTO follows ( user_id , creator_id ) SELECT 1 , id FROM authors",
                    "UPSERT INTO posts ( id , title ) VALUES ( 1 , 'again' )",
                    "UPDATE posts SET n = n + 1 , title = UPPER ( title ) WHERE id = 2",
                    "DELETE FROM posts WHERE id > 3 AND topic = 'b'",
                    "MERGE INTO posts AS p USING authors AS a ON p . id = a . id WHEN MATCHED THEN UPDATE SET title = a . name WHEN NOT MATCHED THEN INSERT ( id , title ) VALUES ( a . id , a . name )",
                    "CREATE TABLE IF NOT EXISTS extra ( id BIGINT PRIMARY KEY , x DECIMAL ( 5 , 2 ) DEFAULT 1.5 , v VECTOR ( 2 ) )",
                    "CREATE SIGNAL IF NOT EXISTS nods ON posts BY readers DECAY HALF LIFE INTERVAL '3' HOUR WINDOWS ( HOUR , WEEK ) MARKS SEEN",
                    "CREATE OR REPLACE RANKING PROFILE fresh ON posts AS SCORE FRESHNESS ( at_ , INTERVAL '1' DAY ) + n DIVERSIFY BY creator MAX 2",
                    "DROP RANKING PROFILE IF EXISTS fresh",
                    "SHOW CREATE TABLE posts",
                    "SHOW SIGNALS LIKE 'l%'",
                    "DESCRIBE posts",
                    "EXPLAIN PLAN FOR SELECT id FROM posts RANK BY n");

    private static final List<String> OPERANDS =
            List.of(
                    "id",
                    "title",
                    "n",
                    "topic",
                    "score",
                    "creator",
                    "at_",
                    "price",
                    "day_",
                    "tags",
                    "meaning",
                    "ok",
                    "1",
                    "0",
                    "-1",
                    "2",
                    "1.5",
                    "'x'",
                    "''",
                    "'a%'",
                    "'12'",
                    "NULL",
                    "TRUE",
                    "?",
                    "1E400",
                    "99999999999999999999",
                    "9223372036854775807",
                    "X'0f'",
                    "ARRAY[1, 2]",
                    "ARRAY['a']",
                    "DATE '2026-01-01'",
                    "DECAY(likes)",
                    "SEEN",
                    "FOLLOWED",
                    "RANK_SCORE()",
                    "(n + 1)",
                    "(score * 1E300 * 1E300)",
                    "LN(n)",
                    "SQRT(score - 1)",
                    "POWER(n, 400)",
                    "MOD(n, 0)",
                    "(n / 0)",
                    "(1 / n)",
                    "CAST(title AS INTEGER)",
                    "CAST(score AS DECIMAL(3, 1))",
                    "CAST(n AS VARCHAR)",
                    "CAST(title AS TIMESTAMP)",
                    "CAST(NULL AS INTEGER)",
                    "(SELECT MAX(n) FROM posts)",
                    "(SELECT id FROM posts)",
                    "(n > 1)",
                    "INTERVAL '1' DAY",
                    "INTERVAL '1' YEAR",
                    "INTERVAL '99' HOUR",
                    "TIME '10:00:00'",
                    "TIMESTAMP '9999-12-31 23:59:59'",
                    "TIMESTAMP '0001-01-01 00:00:00'",
                    "CURRENT_TIMESTAMP",
                    "(at_ + INTERVAL '1' DAY)",
                    "(at_ - day_)",
                    "tags[1]",
                    "tags[0]",
                    "CARDINALITY(tags)",
                    "(title || topic)",
                    "UPPER(title)",
                    "SUBSTRING(title FROM 0)",
                    "COALESCE(n, 'x')",
                    "GREATEST(n, score)",
                    "CASE WHEN ok THEN n END",
                    "COUNT(*)",
                    "SUM(price)",
                    "AVG(n)",
                    "(1, 2)",
                    "*",
                    "FRESHNESS(at_, INTERVAL '0' HOUR)",
                    "EXTRACT(YEAR FROM title)",
                    "(id IN (1, n))",
                    "FLOOR(at_ TO MONTH)",
                    "TRIM('x')",
                    "OVERLAY(title PLACING 'x' FROM -1)",
                    "POSITION('x' IN title)",
                    "RANK() OVER (ORDER BY n)",
                    "ROUND(price, 50)",
                    "TRUNCATE(score, -3)",
                    "RAND()",
                    "CHAR_LENGTH(n)",
                    "PI",
                    "LAST_DAY(day_)",
                    "STRING_TO_ARRAY(title, '')",
                    "SPLIT_PART(title, 'x', -1)",
                    "TO_CHAR(at_, 'Q')",
                    "REPEAT(title, 3)",
                    "CHR(-1)",
                    "REGEXP_REPLACE(title, '(', 'x')");

    private static final List<List<String>> KINDS =
            List.of(
                    OPERANDS,
                    List.of("=", ">", "<", "<>", "+", "/", "*", "||", "LIKE", "AND", "OR", "IN"),
                    List.of("SUM", "MAX", "COUNT", "AVG", "LN", "UPPER", "DECAY", "MIN", "ABS"),
                    List.of("posts", "authors", "likes", "readers", "follows", "t"),
                    List.of("INTEGER", "VARCHAR", "TIMESTAMP", "BIGINT", "DOUBLE", "BOOLEAN"));

    private static final List<String> TOKENS = tokens();

    /** What is bound to parameters. */
    private static final List<Object> VALUES =
            new ArrayList<>(
                    java.util.Arrays.asList(
                            1,
                            2L,
                            -3,
                            0.5,
                            Double.NaN,
                            "a",
                            "",
                            "12",
                            null,
                            true,
                            new java.math.BigDecimal("1E400"),
                            List.of(1.0, 2.0),
                            new byte[] {1},
                            java.time.LocalDateTime.of(2023, 1, 1, 0, 0)));

    private static Database db;

    @BeforeContainer
    static void open() {
        db = Database.inMemory(NOW);
        db.run("CREATE CREATOR TABLE authors (id BIGINT PRIMARY KEY, name VARCHAR)");
        db.run("CREATE USER TABLE readers (id BIGINT PRIMARY KEY, name VARCHAR)");
        db.run(
                "CREATE ITEM TABLE posts (id BIGINT PRIMARY KEY, title VARCHAR, creator BIGINT"
                        + " REFERENCES authors, topic VARCHAR, n INTEGER, score DOUBLE, price"
                        + " DECIMAL(8, 2), at_ TIMESTAMP, day_ DATE, tags VARCHAR ARRAY, meaning"
                        + " VECTOR(2), ok BOOLEAN)");
        db.run(
                "CREATE SIGNAL likes ON posts BY readers DECAY HALF LIFE INTERVAL '1' DAY WINDOWS"
                        + " (HOUR, DAY)");
        db.run("CREATE SIGNAL views ON posts BY readers PERMANENT MARKS SEEN");
        db.run("CREATE RELATIONSHIP follows FROM readers TO authors");
        db.run("CREATE RANKING PROFILE hot ON posts AS SCORE DECAY(likes) + score");
        db.run("INSERT INTO authors VALUES (1, 'Ada'), (2, 'Bob')");
        db.run("INSERT INTO readers VALUES (1, 'Rae'), (2, 'Sol')");
        db.run(
                "INSERT INTO posts (id, title, creator, topic, n, score, price, at_, tags, ok)"
                        + " VALUES (1, 'a1', 1, 'a', 1, 0.5, 1.5, TIMESTAMP '2023-11-14 00:00:00',"
                        + " ARRAY['x'], TRUE), (2, 'b2', 2, 'b', NULL, -1, NULL, NULL, NULL, NULL),"
                        + " (3, NULL, NULL, NULL, 0, NULL, 0, TIMESTAMP '2020-01-01 00:00:00',"
                        + " ARRAY['y', 'z'], FALSE)");
        db.run("INSERT INTO likes (item_id, user_id) VALUES (1, 1), (2, 1), (1, 2)");
    }

    @AfterContainer
    static void close() {
        db.close();
    }

    private static List<String> tokens() {
        List<String> tokens = new ArrayList<>();
        VALID.forEach(sql -> tokens.addAll(List.of(sql.split(" "))));
        tokens.addAll(
                List.of(
                        "NULL",
                        "''",
                        "-1",
                        "0",
                        "1E400",
                        "9223372036854775807",
                        "99999999999999999999",
                        "X'0f'",
                        "ARRAY[1, 'a']",
                        "\"",
                        "'",
                        "/*",
                        "--",
                        ";",
                        "é",
                        "\0",
                        "{fn NOW()}",
                        "TIMESTAMP '9999-12-31 23:59:59'",
                        "INTERVAL '1' YEAR",
                        "CAST(NULL AS VARCHAR ARRAY)",
                        "EXCEPT SELECT 1"));
        return tokens;
    }

    @Property(tries = 2_500, shrinking = ShrinkingMode.OFF)
    void aBrokenStatementIsAnErrorOfTheStatement(@ForAll long seed) {
        Random random = new Random(seed);
        String sql = mutated(random);
        try {
            Statement statement = db.prepare(sql);
            Object[] parameters = new Object[statement.parameters().size()];
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] = VALUES.get(random.nextInt(VALUES.size()));
            }
            db.run(statement, parameters);
        } catch (TidalException e) {
            assertNotEquals(
                    ErrorCode.INTERNAL, e.code(), () -> sql + "\n" + e.getMessage() + trace(e));
        } catch (RuntimeException | Error e) {
            throw new AssertionError(sql, e);
        }
        assertEquals(List.of(List.of(1L)), db.run("SELECT id FROM authors WHERE name = 'Ada'"));
    }

    private static String trace(Throwable failure) {
        java.io.StringWriter text = new java.io.StringWriter();
        failure.printStackTrace(new java.io.PrintWriter(text));
        return "\n" + text;
    }

    private static String mutated(Random random) {
        List<String> tokens =
                new ArrayList<>(List.of(VALID.get(random.nextInt(VALID.size())).split(" ")));
        int changes = random.nextInt(4);
        for (int i = 0; i < changes && !tokens.isEmpty(); i++) {
            if (random.nextInt(4) == 0) {
                change(tokens, random);
            } else {
                replaceInKind(tokens, random);
            }
        }
        String sql = String.join(" ", tokens);
        // What the check after each statement asks for stays.
        return sql.contains("authors") && !sql.startsWith("SELECT") ? "SELECT 1" : sql;
    }

    private static void change(List<String> tokens, Random random) {
        int at = random.nextInt(tokens.size());
        String other = TOKENS.get(random.nextInt(TOKENS.size()));
        switch (random.nextInt(4)) {
            case 0 -> tokens.remove(at);
            case 1 -> tokens.add(at, other);
            case 2 -> tokens.set(at, other);
            default -> {
                String moved = tokens.remove(at);
                tokens.add(random.nextInt(tokens.size() + 1), moved);
            }
        }
    }

    /** Puts an operand in an operand's place, or an operator in an operator's. */
    private static void replaceInKind(List<String> tokens, Random random) {
        int at = random.nextInt(tokens.size());
        for (int i = 0; i < tokens.size(); i++, at = (at + 1) % tokens.size()) {
            for (List<String> kind : KINDS) {
                if (kind.contains(tokens.get(at))) {
                    tokens.set(at, kind.get(random.nextInt(kind.size())));
                    return;
                }
            }
        }
    }
}
