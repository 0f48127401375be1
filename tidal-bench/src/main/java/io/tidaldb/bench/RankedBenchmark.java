package io.tidaldb.bench;

import io.tidaldb.bench.Request.Shape;
import io.tidaldb.clock.StoreClock;
import io.tidaldb.store.Store;
import io.tidaldb.store.StoreOptions;

import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The ranked top 20 through embedded JDBC, with a text of its own for every call and prepared once,
 * and without SQL; beside it the same answer from the generic path and from a plain loop.
 */
final class RankedBenchmark {
    private final Path directory;
    private final PrintStream out;
    private final Latencies table;

    RankedBenchmark(Path directory, PrintStream out) {
        this.directory = directory;
        this.out = out;
        this.table = new Latencies(out);
    }

    void run() throws Exception {
        Map<Shape, Double> literals = new EnumMap<>(Shape.class);
        List<String> topics = new ArrayList<>();
        double plain;
        try (Connection connection =
                DriverManager.getConnection("jdbc:tidal:" + directory + ";clock=log")) {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT DISTINCT topic FROM posts")) {
                while (rows.next()) {
                    topics.add(rows.getString(1));
                }
            }
            table.heading("Embedded JDBC, a new text each time");
            for (Shape shape : Shape.values()) {
                literals.put(
                        shape,
                        table.measure(
                                shape.title,
                                number ->
                                        execute(
                                                connection,
                                                Request.of(number, topics).literal(shape))));
            }
            plain =
                    table.measure(
                            "the first as plain ORDER BY … LIMIT 20",
                            number -> execute(connection, Request.of(number, topics).plain()));
            table.heading("Embedded JDBC, prepared once");
            for (Shape shape : Shape.values()) {
                try (PreparedStatement statement = connection.prepareStatement(shape.prepared())) {
                    table.measure(
                            shape.title,
                            number -> execute(statement, shape, Request.of(number, topics)));
                }
            }
        }
        double loop = withoutSql(topics);
        out.printf(
                Locale.ROOT,
                "plain SQL takes %.1f times the ranked statement, a loop over arrays %.1f times%n",
                plain / literals.get(Shape.ALL_POSTS),
                loop / literals.get(Shape.ALL_POSTS));
        table.close();
    }

    private double withoutSql(List<String> topics) throws Exception {
        try (Store store =
                Store.open(StoreOptions.at(directory).withClock(StoreClock.parse("log")))) {
            table.heading("Without SQL: ordinals and scores, no titles");
            EngineQueries engine = new EngineQueries(store);
            for (Shape shape : Shape.values()) {
                table.measure(
                        shape.title,
                        number -> engine.run(shape, Request.of(number, topics)).scores()[0]);
            }
            ArrayScan arrays = new ArrayScan(store);
            return table.measure(
                    "the first by a loop over arrays, freshness computed before",
                    number -> arrays.run(Request.of(number, topics)));
        }
    }

    private static double execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return read(rows);
        }
    }

    private static double execute(PreparedStatement statement, Shape shape, Request request)
            throws SQLException {
        int index = 1;
        if (shape == Shape.TWO_TOPICS) {
            statement.setString(index++, request.topic());
            statement.setString(index++, request.otherTopic());
        }
        for (double weight : request.weights()) {
            statement.setDouble(index++, weight);
        }
        if (shape != Shape.ALL_POSTS) {
            statement.setLong(index, request.reader());
        }
        try (ResultSet rows = statement.executeQuery()) {
            return read(rows);
        }
    }

    private static double read(ResultSet rows) throws SQLException {
        double sum = 0;
        int count = 0;
        while (rows.next()) {
            sum += rows.getLong(1) % 7 + rows.getString(2).length() + rows.getDouble(3);
            count++;
        }
        if (count != Request.LIMIT) {
            throw new IllegalStateException("got " + count + " rows");
        }
        return sum;
    }
}
