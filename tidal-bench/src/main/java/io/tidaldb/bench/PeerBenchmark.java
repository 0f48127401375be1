package io.tidaldb.bench;

import io.tidaldb.TidalDb;
import io.tidaldb.bench.Batches.Kind;
import io.tidaldb.server.ServerOptions;
import io.tidaldb.server.TidalServer;
import io.tidaldb.store.CheckpointPolicy;
import io.tidaldb.store.Durability;
import io.tidaldb.store.Store;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The same stream of events into this database, embedded and through its server, into Redis and
 * into PostgreSQL, on the same machine, one after another.
 */
final class PeerBenchmark {
    private static final Durability EVERY_SECOND = new Durability.Interval(1_000);

    private final Path directory;
    private final PrintStream out;

    PeerBenchmark(Path directory, PrintStream out) {
        this.directory = directory;
        this.out = out;
    }

    void run() throws Exception {
        Path store = directory.resolve("store");
        Catalogue.create(
                store,
                "CREATE SIGNAL plays ON posts" + IngestBenchmark.WINDOWS,
                "CREATE SIGNAL clicks ON posts" + IngestBenchmark.WINDOWS);
        Throughput table = new Throughput(out);
        table.heading("Events on a million items, fsync every second");
        double embedded;
        try (Store open = Catalogue.open(store, EVERY_SECOND, CheckpointPolicy.DEFAULT)) {
            int signal = Catalogue.signal(open, "plays");
            embedded =
                    table.measure(
                            "tidalDB embedded: log, half-life, HOUR, DAY, WEEK",
                            new Batches(open, signal, Kind.PLAIN, new EventStream(1)));
        }
        double served = served(store, table);
        double redis = redis(table);
        double postgres = postgres(table);
        out.printf(
                Locale.ROOT,
                "embedded does %.1f times what the server does, %s what Redis does, %s what"
                        + " PostgreSQL does%n",
                embedded / served,
                times(embedded / redis),
                times(embedded / postgres));
    }

    private static double served(Path store, Throughput table) throws Exception {
        try (TidalDb db = TidalDb.builder().dataDir(store).durability(EVERY_SECOND).open();
                TidalServer server = TidalServer.start(db, ServerOptions.DEFAULT.withPort(0))) {
            return table.measure(
                    "tidalDB through its server, executeBatch",
                    new Jdbc("jdbc:tidal://127.0.0.1:" + server.port(), "clicks"));
        }
    }

    private double redis(Throughput table) throws Exception {
        try (Redis redis = Redis.start(directory.resolve("redis"), new EventStream(1))) {
            if (redis == null) {
                out.println("Redis is not installed (Debian: redis-server)");
                return Double.NaN;
            }
            return table.measure("Redis, ZINCRBY and HINCRBY, pipelined", redis);
        }
    }

    private double postgres(Throughput table) throws Exception {
        try (Postgres postgres = Postgres.start(directory)) {
            if (postgres == null) {
                out.println("PostgreSQL is not installed (Debian: postgresql)");
                return Double.NaN;
            }
            return table.measure("PostgreSQL, batches of 10,000 upserted", postgres);
        }
    }

    private static String times(double ratio) {
        return Double.isNaN(ratio) ? "?" : String.format(Locale.ROOT, "%.1f times", ratio);
    }
}
