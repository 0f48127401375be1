package io.tidaldb.laws;

import io.tidaldb.TidalDb;
import io.tidaldb.TidalDbBuilder;
import io.tidaldb.clock.StoreClock;
import io.tidaldb.session.Cancellation;
import io.tidaldb.session.Rows;
import io.tidaldb.session.Session;
import io.tidaldb.session.Statement;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A database under test with one session, opened at a moment that it stays at. */
final class Database implements AutoCloseable {
    private final Path directory;
    private TidalDb db;
    private Session session;
    private List<String> warnings = List.of();

    private Database(Path directory, long now) {
        this.directory = directory;
        open(now);
    }

    static Database inMemory(long now) {
        return new Database(null, now);
    }

    static Database at(Path directory, long now) {
        return new Database(directory, now);
    }

    private void open(long now) {
        TidalDbBuilder builder = TidalDb.builder();
        builder = directory == null ? builder.ephemeral() : builder.dataDir(directory);
        db = builder.clock(StoreClock.parse("fixed:" + Instant.ofEpochMilli(now))).open();
        session = db.openSession();
    }

    /** Closes it and opens it at another moment, with all that it holds. */
    void reopen(long now) {
        close();
        open(now);
    }

    Session openSession() {
        return db.openSession();
    }

    /** Runs a statement; returns its rows, none for one that has none. */
    List<List<Object>> run(String sql, Object... parameters) {
        return run(session.prepare(sql), parameters);
    }

    List<List<Object>> run(Statement statement, Object... parameters) {
        List<Object> values = java.util.Arrays.asList(parameters);
        warnings = List.of();
        if (statement.kind() != Statement.Kind.QUERY) {
            statement.update(values, new Cancellation());
            return List.of();
        }
        List<List<Object>> result = new ArrayList<>();
        try (Rows rows = statement.query(values, new Cancellation())) {
            rows.forEachRemaining(row -> result.add(java.util.Arrays.asList(row)));
            warnings = rows.warnings();
        }
        return result;
    }

    long update(String sql, Object... parameters) {
        return session.prepare(sql).update(java.util.Arrays.asList(parameters), new Cancellation());
    }

    Statement prepare(String sql) {
        return session.prepare(sql);
    }

    /** Of the last query. */
    List<String> warnings() {
        return warnings;
    }

    /** A result of two columns as a map. */
    static Map<Object, Object> map(List<List<Object>> rows) {
        Map<Object, Object> map = new java.util.TreeMap<>();
        rows.forEach(row -> map.put(row.get(0), row.get(1)));
        return map;
    }

    @Override
    public void close() {
        session.close();
        db.close();
    }
}
