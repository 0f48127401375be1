package io.tidaldb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ConfigurationException;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.monitor.Health;
import io.tidaldb.session.Cancellation;
import io.tidaldb.session.Session;
import io.tidaldb.session.Statement;
import io.tidaldb.store.CheckpointPolicy;
import io.tidaldb.store.Durability;
import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

class TidalDbTest {
    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @TemporaryHome private Path home;

    private static ConfigurationException refused(String setting, TidalDbBuilder builder) {
        ConfigurationException e =
                assertThrows(ConfigurationException.class, () -> builder.open().close());
        assertEquals(setting, e.setting(), e.getMessage());
        assertEquals("F0000", e.code().sqlState());
        return e;
    }

    private static TidalException fails(ErrorCode code, Executable call) {
        TidalException e = assertThrows(TidalException.class, call);
        assertEquals(code, e.code(), e.getMessage());
        return e;
    }

    private static void run(Session session, String sql) {
        session.prepare(sql).update(List.of(), new Cancellation());
    }

    @Test
    void settingsComeInAnyOrder() throws IOException {
        long seed = 42;
        for (int round = 0; round < 6; round++) {
            Path data = home.resolve("data" + round);
            Path wal = home.resolve("wal" + round);
            Path cache = home.resolve("cache" + round);
            List<Consumer<TidalDbBuilder>> settings =
                    new ArrayList<>(
                            List.of(
                                    b -> b.dataDir(data),
                                    b -> b.walDir(wal),
                                    b -> b.cacheDir(cache),
                                    b -> b.durability(new Durability.Interval(60_000)),
                                    b -> b.clock(new StoreClock.FixedClock(1_000_000_000_000L)),
                                    b -> b.metrics(ANY_PORT),
                                    b -> b.memory(16 << 20),
                                    b -> b.rememberedEventIds(100),
                                    b -> b.queuedCommits(7),
                                    b -> b.queuedBytes(1 << 20),
                                    b -> b.writeTimeout(Duration.ofMillis(5)),
                                    b -> b.checkpoints(CheckpointPolicy.NEVER)));
            Collections.shuffle(settings, new Random(seed + round));
            TidalDbBuilder builder = TidalDb.builder();
            settings.forEach(setting -> setting.accept(builder));
            try (TidalDb db = builder.open();
                    Session session = db.openSession()) {
                run(session, "CREATE TABLE t (id BIGINT PRIMARY KEY, at TIMESTAMP)");
                run(session, "INSERT INTO t VALUES (1, LOCALTIMESTAMP)");
                Statement select = session.prepare("SELECT EXTRACT(YEAR FROM at) FROM t");
                try (var rows = select.query(List.of(), new Cancellation())) {
                    assertEquals(2001L, ((Number) rows.next()[0]).longValue());
                }
                assertEquals(7, db.healthCheck().queueCapacity());
                assertTrue(db.metricsAddress().orElseThrow().getPort() > 0);
                // It was not synced, neither by interval nor by each commit.
                String metrics = new String(page(db, "/metrics"), StandardCharsets.UTF_8);
                assertTrue(metrics.contains("tidaldb_fsync_seconds_count 0\n"), metrics);
            }
            assertTrue(Files.exists(wal.resolve("tidal.owner")));
            assertTrue(Files.isDirectory(cache.resolve("history")));
            assertFalse(Files.exists(data.resolve("cache")));
        }
    }

    @Test
    void metricsCountEventsWithoutARow() {
        try (TidalDb db = TidalDb.builder().ephemeral().open();
                Session session = db.openSession()) {
            run(session, "CREATE ITEM TABLE posts (id BIGINT PRIMARY KEY)");
            run(session, "CREATE SIGNAL taps ON posts ACCEPTS UNKNOWN");
            run(session, "CREATE SIGNAL opens ON posts ACCEPTS UNKNOWN");
            run(session, "INSERT INTO posts VALUES (1)");
            run(session, "INSERT INTO taps (item_id) VALUES (1), (8), (9)");
            run(session, "INSERT INTO opens (item_id) VALUES (8)");
            String metrics = new String(page(db, "/metrics"), StandardCharsets.UTF_8);
            assertTrue(metrics.contains("\ntidaldb_events 1\n"), metrics);
            assertTrue(metrics.contains("\ntidaldb_unknown_events 3\n"), metrics);
        }
    }

    private static byte[] page(TidalDb db, String path) {
        return db.monitor().page(path).orElseThrow().body();
    }

    @Test
    void whereTheDataAreHasToBeSaid() {
        refused("dataDir", TidalDb.builder());
        refused("dataDir", TidalDb.builder().dataDir(home.resolve("a")).ephemeral());
        refused("dataDir", TidalDb.builder().ephemeral().dataDir(home.resolve("a")));
        assertFalse(Files.exists(home.resolve("a")));
    }

    @Test
    void aDatabaseInMemoryHasNoDirectoriesAndNoDurability() {
        Path path = home.resolve("a");
        refused("walDir", TidalDb.builder().ephemeral().walDir(path));
        refused("cacheDir", TidalDb.builder().cacheDir(path).ephemeral());
        ConfigurationException e =
                refused(
                        "durability",
                        TidalDb.builder().durability(new Durability.Sync()).ephemeral());
        assertTrue(e.getMessage().startsWith("durability is sync: "), e.getMessage());
        // Null is the default.
        TidalDb.builder().ephemeral().walDir(null).durability(null).clock(null).open().close();
    }

    @Test
    void whatCannotBeIsSaidBeforeAnythingIsMade() throws IOException {
        Path data = home.resolve("data");
        refused("queuedCommits", TidalDb.builder().dataDir(data).queuedCommits(0));
        refused("queuedBytes", TidalDb.builder().dataDir(data).queuedBytes(-1));
        refused("memory", TidalDb.builder().dataDir(data).memory(1));
        refused("rememberedEventIds", TidalDb.builder().dataDir(data).rememberedEventIds(0));
        refused("writeTimeout", TidalDb.builder().dataDir(data).writeTimeout(Duration.ofDays(2)));
        Path file = Files.writeString(home.resolve("file"), "x");
        refused("dataDir", TidalDb.builder().dataDir(file));
        refused("walDir", TidalDb.builder().dataDir(data).walDir(file));
        refused("cacheDir", TidalDb.builder().dataDir(data).cacheDir(file));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress address =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());
            refused("metrics", TidalDb.builder().dataDir(data).metrics(address));
        }
        assertFalse(Files.exists(data));
    }

    @Test
    void aRefusedOpeningGivesEverythingBack() throws IOException {
        Path data = home.resolve("data");
        InetSocketAddress address;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = new InetSocketAddress(InetAddress.getLoopbackAddress(), probe.getLocalPort());
        }
        try (TidalDb first = TidalDb.builder().dataDir(data).open()) {
            TidalException e =
                    fails(
                            ErrorCode.DIRECTORY_LOCKED,
                            () -> TidalDb.builder().metrics(address).dataDir(data).open());
            assertTrue(
                    e.getMessage().contains(Long.toString(ProcessHandle.current().pid())),
                    e.getMessage());
            assertTrue(first.healthCheck().isOk());
        }
        TidalDb.builder().metrics(address).dataDir(data).open().close();
    }

    @Test
    void closingTwiceIsFineAndUseAfterwardsIsNot() {
        TidalDb db = TidalDb.builder().dataDir(home.resolve("data")).open();
        Session session = db.openSession();
        run(session, "CREATE ITEM TABLE posts (id BIGINT PRIMARY KEY)");
        run(session, "CREATE SIGNAL views ON posts");
        EventWriter views = db.signal("views");
        Statement prepared = session.prepare("INSERT INTO posts VALUES (1)");
        db.close();
        db.close();
        fails(ErrorCode.CLOSED, db::openSession);
        fails(ErrorCode.CLOSED, db::healthCheck);
        fails(ErrorCode.CLOSED, () -> db.signal("views"));
        fails(ErrorCode.CLOSED, () -> session.prepare("SELECT 1"));
        fails(ErrorCode.CLOSED, () -> prepared.update(List.of(), new Cancellation()));
        fails(ErrorCode.CLOSED, () -> views.event(1).append());
        session.close();
    }

    @Test
    void healthIsSaidAndServed() throws Exception {
        try (TidalDb db = TidalDb.builder().ephemeral().metrics(ANY_PORT).open();
                Session session = db.openSession()) {
            run(session, "CREATE TABLE t (id BIGINT PRIMARY KEY)");
            Health health = db.healthCheck();
            assertTrue(health.isOk());
            assertEquals(1, health.position());
            InetSocketAddress address = db.metricsAddress().orElseThrow();
            assertTrue(address.getAddress().isLoopbackAddress());
            HttpResponse<String> answer =
                    HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(
                                                    URI.create(
                                                            "http://127.0.0.1:"
                                                                    + address.getPort()
                                                                    + "/healthz"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString());
            assertEquals(200, answer.statusCode());
            assertTrue(answer.body().startsWith("{\"status\":\"ok\","), answer.body());
            assertNotNull(page(db, "/healthz"));
        }
        try (TidalDb db = TidalDb.builder().ephemeral().open()) {
            assertTrue(db.metricsAddress().isEmpty());
        }
    }
}
