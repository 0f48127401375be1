package io.tidaldb.shell.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.shell.command.Command;
import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class ImporterTest {
    @TemporaryHome private Path directory;

    @BeforeEach
    void createTables() {
        Command created =
                Command.run(
                        "-d",
                        data(),
                        "-e",
                        """
                        CREATE CREATOR TABLE authors (id VARCHAR PRIMARY KEY);
                        CREATE USER TABLE readers (id BIGINT PRIMARY KEY);
                        CREATE ITEM TABLE posts (id BIGINT PRIMARY KEY, title VARCHAR NOT NULL,
                          creator VARCHAR, kind VARCHAR, created_at TIMESTAMP, score DOUBLE,
                          tags VARCHAR ARRAY, meaning VECTOR(2));
                        CREATE SIGNAL views ON posts BY readers;
                        CREATE SIGNAL likes ON posts BY readers;
                        INSERT INTO readers VALUES (1), (2);
                        """);
        assertEquals(0, created.status(), created.err());
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    private Command load(String csv, String... options) throws IOException {
        Path file = Files.writeString(directory.resolve("in.csv"), csv);
        List<String> args = new ArrayList<>(List.of("import", "--data", data(), "--clock", "log"));
        args.addAll(List.of(options));
        args.add(file.toString());
        return Command.run(args.toArray(String[]::new));
    }

    private String query(String sql) {
        Command query = Command.run("-d", data(), "--clock", "log", "--format", "csv", "-e", sql);
        assertEquals(0, query.status(), query.err());
        return query.out().replace("\r\n", "\n");
    }

    @Test
    void embeddingsAreFoundByTheirNeighbours() throws IOException {
        assertEquals("", query("CREATE VECTOR INDEX ON posts (meaning)"));
        Command loaded =
                load(
                        "id,title,embedding\n"
                                + "1,Star,\"[0.99, 0.1]\"\n2,Bread,\"{0,1}\"\n3,None,\n",
                        "--table",
                        "posts",
                        "--map",
                        "meaning=embedding");
        assertEquals(0, loaded.status(), loaded.err());
        assertEquals(
                "id\n1\n2\n",
                query("SELECT id FROM posts RANK BY VECTOR_SCORE() NEAR ARRAY[1, 0] LIMIT 3"));
        Command wrong =
                load(
                        "id,title,meaning\n4,Fits,\"[1, 0]\"\n5,Not,\"[1, 0, 0]\"\n",
                        "--table",
                        "posts");
        assertEquals(1, wrong.status());
        assertTrue(
                wrong.err()
                        .contains(
                                "line 3: posts refused the batch with ERROR 22026: posts.meaning"
                                        + " holds 2 numbers, got 3"),
                wrong.err());
        assertEquals("n\n3\n", query("SELECT COUNT(*) AS n FROM posts"));
    }

    @Test
    void mapsConvertsAndFillsIn() throws IOException {
        Command loaded =
                load(
                        "ID,Title,domain,created_utc,ups,tags,meaning,left\n"
                                + "1,\"Hello, \"\"you\"\"\",a.org,1376654400,1.5,\"{x,y}\",\"[0.5, 1]\",?\n"
                                + "2,Plain,,,,,,?\n",
                        "--table",
                        "POSTS",
                        "--map",
                        "creator=domain",
                        "--map",
                        "created_at=created_utc:epoch_s",
                        "--map",
                        "score=ups",
                        "--map",
                        "kind==post",
                        "--ignore-extra");
        assertEquals(0, loaded.status(), loaded.err());
        assertTrue(loaded.err().startsWith("imported 2 rows into posts in "), loaded.err());
        assertEquals(
                "id,title,creator,kind,created_at,score,tags,meaning\n"
                        + "1,\"Hello, \"\"you\"\"\",a.org,post,2013-08-16 12:00:00,1.5,\"[x, y]\",\"[0.5, 1.0]\"\n"
                        + "2,Plain,,post,,,,\n",
                query("SELECT * FROM posts ORDER BY id"));
    }

    @Test
    void upsertsRepeatedKeys() throws IOException {
        Command loaded =
                load(
                        "id,domain\n1,a\n2,a\n3,b\n",
                        "--table",
                        "authors",
                        "--map",
                        "id=domain",
                        "--upsert",
                        "--ignore-extra");
        assertEquals(0, loaded.status(), loaded.err());
        assertEquals("id\na\nb\n", query("SELECT id FROM authors ORDER BY id"));
    }

    @Test
    void routesRowsByAColumn() throws IOException {
        query("INSERT INTO posts (id, title) VALUES (7, 'x')");
        String events =
                "event_id,ts_ms,signal,post_id,user_id,weight\n"
                        + "1,1376654400000,view,7,1,1.0\n"
                        + "2,1376654400001,like,7,1,2.0\n"
                        + "3,1376654400002,view,7,2,1.0\n"
                        + "4,1376654400003,skip,7,2,1.0\n";
        String[] options = {
            "--table-from",
            "signal",
            "--table-map",
            "view=views,like=likes",
            "--map",
            "item_id=post_id",
            "--map",
            "at=ts_ms:epoch_ms"
        };
        List<String> skipping = new ArrayList<>(List.of(options));
        skipping.add("--skip-unmapped");
        Command loaded = load(events, skipping.toArray(String[]::new));
        assertEquals(0, loaded.status(), loaded.err());
        assertTrue(loaded.err().startsWith("imported 3 rows into 2 tables in "), loaded.err());
        assertEquals("n\n2\n", query("SELECT COUNT(*) AS n FROM views"));
        assertEquals("weight\n2.0\n", query("SELECT weight FROM likes"));

        Command refused = load(events, options);
        assertEquals(1, refused.status());
        assertTrue(
                refused.err().contains("line 5: no table is given for signal 'skip'"),
                refused.err());
        assertTrue(refused.err().contains("3 rows before it are in."), refused.err());
    }

    @Test
    void refusesWhatItCannotPlace() throws IOException {
        assertUsage(
                "CSV columns without a column to go to: nope", "id,title,nope\n", "-t", "posts");
        assertUsage("the CSV file has no such column", "id\n", "-t", "posts", "-m", "title=x");
        assertUsage("there is no column nope", "id\n", "-t", "posts", "-m", "nope=id");
        assertUsage("conversions are", "id,x\n", "-t", "posts", "-m", "title=x:upper");
        assertUsage("is not a TIMESTAMP", "id,x\n", "-t", "posts", "-m", "title=x:iso");
        assertUsage("is not a number", "id\n", "-t", "posts", "-m", "score==many");
        assertEquals(1, load("id\n", "-t", "nowhere").status());
    }

    private void assertUsage(String expected, String csv, String... options) throws IOException {
        Command refused = load(csv, options);
        assertEquals(2, refused.status(), refused.err());
        assertTrue(refused.err().contains(expected), refused.err());
    }

    @Test
    void namesTheBadFieldAndKeepsEarlierBatches() throws IOException {
        String rows =
                IntStream.rangeClosed(1, 30)
                        .mapToObj(i -> (i == 25 ? "x" : i) + ",t" + i + "\n")
                        .collect(Collectors.joining());
        Command failed = load("id,title\n" + rows, "-t", "posts", "--batch", "10");
        assertEquals(1, failed.status());
        assertTrue(
                failed.err()
                        .contains(
                                "line 26: column id (BIGINT): 'x' is not a whole number of 64"
                                        + " bits (CSV column id)\n24 rows before it are in."),
                failed.err());
        assertEquals("n\n24\n", query("SELECT COUNT(*) AS n FROM posts"));
    }

    @Test
    void namesTheRowThatTheDatabaseRefuses() throws IOException {
        String rows =
                IntStream.rangeClosed(1, 30)
                        .mapToObj(i -> i + "," + (i == 25 ? "" : "t") + "\n")
                        .collect(Collectors.joining());
        Command failed = load("id,title\n" + rows, "-t", "posts", "--batch", "10");
        assertEquals(1, failed.status());
        assertTrue(failed.err().contains(", line 26: posts refused the batch"), failed.err());
        assertTrue(failed.err().contains("20 rows before it are in."), failed.err());
        assertEquals("n\n20\n", query("SELECT COUNT(*) AS n FROM posts"));
    }
}
