package io.tidaldb.bench;

import io.tidaldb.bench.Batches.Kind;
import io.tidaldb.store.CheckpointPolicy;
import io.tidaldb.store.Durability;
import io.tidaldb.store.Store;
import io.tidaldb.store.WriteSet;

import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What it costs to ask of each of a million posts whether the reader, or those whom the reader
 * reaches, marked it; and how many events a second keep such sets, and related items, up to date.
 */
final class PersonalBenchmark {
    private static final int FRIENDS = 200;
    private static final int RUNS = 40;

    private final Path directory;
    private final PrintStream out;

    PersonalBenchmark(Path directory, PrintStream out) {
        this.directory = directory;
        this.out = out;
    }

    void run() throws Exception {
        Catalogue.create(
                directory,
                "CREATE SIGNAL likes ON posts BY readers PERMANENT",
                "CREATE SIGNAL saves ON posts BY readers PERMANENT MARKED",
                "CREATE SIGNAL picks ON posts BY readers PERMANENT RELATES",
                "CREATE RELATIONSHIP friends FROM readers TO readers");
        try (Store store =
                Catalogue.open(directory, new Durability.None(), CheckpointPolicy.DEFAULT)) {
            Throughput table = new Throughput(out);
            table.heading("Events of readers");
            for (String signal : new String[] {"likes", "saves", "picks"}) {
                table.measure(
                        signal,
                        new Batches(
                                store,
                                Catalogue.signal(store, signal),
                                Kind.WITH_READERS,
                                new EventStream(7)));
            }
            makeFriends(store);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:tidal:" + directory)) {
            out.printf("%n%-58s %13s %9s%n", "One of a million candidates", "ns", "ms in all");
            measure(connection, "none of it", "RANK BY 0");
            measure(
                    connection,
                    "MARKED(saves)",
                    "RANK BY CASE WHEN MARKED(saves) THEN 1 ELSE 0 END");
            measure(connection, "MARKED_BY(saves, friends)", "RANK BY MARKED_BY(saves, friends)");
            measure(
                    connection,
                    "MARKED_BY(saves, friends, 2)",
                    "RANK BY MARKED_BY(saves, friends, 2)");
            measure(connection, "WHERE MARKED(saves)", "WHERE MARKED(saves) RANK BY 0");
            measure(connection, "RELATED ITEM", "RANK BY RELATED_SCORE() RELATED ITEM 1 BY picks");
        }
    }

    private static void makeFriends(Store store) {
        int friends = store.schema().relationship("friends").orElseThrow().id();
        SplittableRandom random = new SplittableRandom(3);
        WriteSet edges = new WriteSet();
        for (long from = 1; from <= FRIENDS; from++) {
            for (int i = 0; i < FRIENDS; i++) {
                // The first reaches the others.
                long to = from == 1 ? 2 + i : 1 + random.nextLong(Catalogue.READERS);
                if (to != from) {
                    edges.putEdge(friends, from, to, 1, store.clock().now());
                }
            }
        }
        store.commit(edges);
    }

    private void measure(Connection connection, String name, String clauses) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT id FROM posts " + clauses + " FOR USER 1 LIMIT 20")) {
            long start = 0;
            for (int i = 0; i < 2 * RUNS; i++) {
                if (i == RUNS) {
                    start = System.nanoTime();
                }
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        rows.getLong(1);
                    }
                }
            }
            double nanos = (System.nanoTime() - start) / (double) RUNS;
            out.printf(
                    Locale.ROOT,
                    "%-58s %,13.2f %,9.2f%n",
                    name,
                    nanos / Catalogue.POSTS,
                    nanos / 1e6);
        }
    }
}
