package io.tidaldb.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Events as PostgreSQL counts them: a batch is one array, added up by item and upserted into a
 * table of totals and one of hours, in one transaction. Commits are not waited for on disk, and
 * updates find room on their pages.
 */
final class Postgres implements Throughput.Work, AutoCloseable {
    private static final int CONNECTIONS = 2;

    /** The SQLState of a server that is not ready yet: cannot_connect_now. */
    private static final String STARTING = "57P03";

    private static final String TABLES =
            """
            CREATE TABLE totals (item bigint PRIMARY KEY, n bigint NOT NULL) WITH (fillfactor = 50);
            CREATE TABLE hours (item bigint, hour bigint, n bigint NOT NULL,
              PRIMARY KEY (item, hour)) WITH (fillfactor = 50);
            """;

    /** In one order, or two batches would wait for each other. */
    private static final String COUNT =
            """
            WITH batch AS MATERIALIZED (
              SELECT item, count(*) AS n FROM unnest(?) AS e(item) GROUP BY item ORDER BY item),
            totals AS (
              INSERT INTO totals SELECT item, n FROM batch
              ON CONFLICT (item) DO UPDATE SET n = totals.n + excluded.n)
            INSERT INTO hours SELECT item, ?, n FROM batch
            ON CONFLICT (item, hour) DO UPDATE SET n = hours.n + excluded.n
            """;

    private final PeerProcess server;
    private final Path directory;
    private final String url;
    private final List<EventStream> streams = new ArrayList<>();

    private Postgres(PeerProcess server, Path directory, int port) throws SQLException {
        this.server = server;
        this.directory = directory;
        this.url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=bench";
        try (Connection connection = connectPatiently();
                Statement statement = connection.createStatement()) {
            statement.execute(TABLES);
        }
        for (int i = 0; i < CONNECTIONS; i++) {
            streams.add(new EventStream(i));
        }
    }

    /** It listens a while before it lets anybody in. */
    private Connection connectPatiently() throws SQLException {
        long deadline = System.nanoTime() + PeerProcess.PATIENCE_NANOS;
        while (true) {
            try {
                return DriverManager.getConnection(url);
            } catch (SQLException e) {
                if (!STARTING.equals(e.getSQLState()) || System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }

    /** Starts a server; null if it is not installed. */
    static Postgres start(Path scratch) throws IOException, InterruptedException, SQLException {
        Path program = find("postgres");
        Path initializer = find("initdb");
        if (program == null || initializer == null) {
            return null;
        }
        Path directory = Files.createTempDirectory("tidal-bench-postgres");
        List<String> as = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            // It refuses to run as root.
            UserPrincipal user =
                    directory
                            .getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName("postgres");
            Files.setOwner(directory, user);
            as.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        Path log = scratch.resolve("postgres.log");
        Path data = directory.resolve("data");
        List<String> initialize = new ArrayList<>(as);
        initialize.addAll(
                List.of(
                        initializer.toString(),
                        "--pgdata=" + data,
                        "--auth=trust",
                        "--username=bench",
                        "--no-sync"));
        PeerProcess.run(initialize, log);
        int port = PeerProcess.freePort();
        List<String> serve = new ArrayList<>(as);
        serve.addAll(List.of(program.toString(), "-D", data.toString(), "-p", "" + port));
        for (String setting :
                List.of(
                        "listen_addresses=127.0.0.1",
                        "unix_socket_directories=",
                        "shared_buffers=1GB",
                        "synchronous_commit=off",
                        "max_wal_size=8GB",
                        "checkpoint_timeout=1h",
                        "autovacuum=off",
                        "jit=off")) {
            serve.addAll(List.of("-c", setting));
        }
        return new Postgres(PeerProcess.start(serve, log, port), directory, port);
    }

    private static Path find(String program) {
        return PeerProcess.find(program, Path.of("/usr/lib/postgresql/15/bin"));
    }

    @Override
    public long run(long deadline) throws Exception {
        List<Callable<Long>> producers = new ArrayList<>();
        for (EventStream stream : streams) {
            producers.add(() -> produce(stream, deadline));
        }
        return Throughput.together(producers);
    }

    private long produce(EventStream stream, long deadline) throws SQLException {
        long done = 0;
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement count = connection.prepareStatement(COUNT)) {
            long[] posts = new long[Batches.SIZE];
            while (System.nanoTime() < deadline) {
                for (int i = 0; i < posts.length; i++) {
                    stream.advance();
                    posts[i] = stream.post();
                }
                Array array = connection.createArrayOf("int8", boxed(posts));
                count.setArray(1, array);
                count.setLong(2, System.currentTimeMillis() / 3_600_000);
                count.executeUpdate();
                done += posts.length;
            }
        }
        return done;
    }

    private static Object[] boxed(long[] values) {
        Object[] objects = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            objects[i] = values[i];
        }
        return objects;
    }

    @Override
    public void close() throws IOException {
        server.close();
        Benchmarks.delete(directory);
    }
}
