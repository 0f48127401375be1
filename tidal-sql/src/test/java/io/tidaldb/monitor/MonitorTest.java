package io.tidaldb.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.tidaldb.error.ConfigurationException;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.DataType;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.TableKind;
import io.tidaldb.store.BreakableStore;
import io.tidaldb.store.Durability;
import io.tidaldb.store.Store;
import io.tidaldb.store.StoreOptions;
import io.tidaldb.store.WriteSet;
import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

@Timeout(60)
class MonitorTest {
    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final HttpClient client = HttpClient.newHttpClient();

    private static MonitorEndpoint serve(Store store) {
        MonitorEndpoint endpoint = MonitorEndpoint.at(ANY_PORT);
        endpoint.show(new Monitor(store));
        return endpoint;
    }

    private HttpResponse<String> get(MonitorEndpoint endpoint, String path) throws Exception {
        return send(endpoint, path, "GET");
    }

    private HttpResponse<String> send(MonitorEndpoint endpoint, String path, String method)
            throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + endpoint.address().getPort() + path);
        return client.send(
                HttpRequest.newBuilder(uri)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static WriteSet table() {
        return new WriteSet()
                .changeSchema(
                        schema ->
                                schema.with(
                                        new TableDefinition(
                                                schema.nextId(),
                                                "t" + schema.nextId(),
                                                TableKind.PLAIN,
                                                List.of(
                                                        new ColumnDefinition(
                                                                "a",
                                                                DataType.of(DataType.Kind.BIGINT),
                                                                true,
                                                                ColumnDefinition.NO_REFERENCE,
                                                                null)),
                                                List.of())));
    }

    /** Every sample by name and labels, after checking the format of every line. */
    private static Map<String, Double> samples(String text) {
        Pattern sample =
                Pattern.compile(
                        "([a-z_:][a-z0-9_:]*)(\\{[a-z]+=\"[^\"\\\\]*\"(?:,[a-z]+=\"[^\"\\\\]*\")*\\})? (\\S+)");
        Map<String, Double> samples = new HashMap<>();
        Map<String, String> types = new HashMap<>();
        assertTrue(text.endsWith("\n"));
        for (String line : text.split("\n")) {
            if (line.startsWith("# HELP ")) {
                assertTrue(line.split(" ", 4)[3].length() > 3, line);
            } else if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ");
                assertEquals(4, words.length, line);
                assertEquals(null, types.put(words[2], words[3]), line);
            } else {
                Matcher matcher = sample.matcher(line);
                assertTrue(matcher.matches(), line);
                String name = matcher.group(1);
                String type = types.get(name);
                if (type == null) {
                    type = types.get(name.replaceAll("_(bucket|sum|count)$", ""));
                    assertEquals("histogram", type, line);
                }
                assertEquals(type.equals("counter"), name.endsWith("_total"), line);
                String labels = matcher.group(2) == null ? "" : matcher.group(2);
                assertEquals(
                        null, samples.put(name + labels, Double.valueOf(matcher.group(3))), line);
            }
        }
        return samples;
    }

    @Test
    void tellsWhatIsGoingOn(@TemporaryHome Path directory) throws Exception {
        try (Store store = Store.open(StoreOptions.at(directory));
                MonitorEndpoint endpoint = serve(store)) {
            for (int i = 0; i < 3; i++) {
                store.commit(table());
            }
            assertThrows(
                    TidalException.class,
                    () -> store.commit(new WriteSet().insert(99, new Object[0])));
            store.checkpoint();
            HttpResponse<String> health = get(endpoint, "/healthz");
            assertEquals(200, health.statusCode());
            assertEquals(
                    "application/json", health.headers().firstValue("Content-Type").orElseThrow());
            JsonNode json = new ObjectMapper().readTree(health.body());
            assertEquals("ok", json.get("status").asText());
            assertEquals(store.position(), json.get("position").asLong());
            assertEquals(store.position(), json.get("last_checkpoint").asLong());
            assertTrue(json.get("uptime_secs").isInt());
            assertFalse(json.get("read_only").asBoolean());
            assertFalse(json.has("reason"));

            HttpResponse<String> metrics = get(endpoint, "/metrics");
            assertEquals(200, metrics.statusCode());
            assertEquals(
                    "text/plain; version=0.0.4; charset=utf-8",
                    metrics.headers().firstValue("Content-Type").orElseThrow());
            Map<String, Double> samples = samples(metrics.body());
            assertEquals(1, samples.get("tidaldb_health_ok"));
            assertEquals(3, samples.get("tidaldb_commits_total"));
            assertEquals(3, samples.get("tidaldb_commit_groups_total"));
            assertEquals(1, samples.get("tidaldb_rejected_writes_total"));
            assertEquals(0, samples.get("tidaldb_timed_out_writes_total"));
            assertEquals(1024, samples.get("tidaldb_queue_capacity_commits"));
            assertEquals(store.position(), samples.get("tidaldb_log_position"));
            assertEquals(store.position(), samples.get("tidaldb_checkpoint_position"));
            assertEquals(1, samples.get("tidaldb_checkpoints_total"));
            assertTrue(samples.get("tidaldb_uptime_seconds") > 0);
            assertTrue(samples.get("tidaldb_checkpoint_age_seconds") > 0);
            assertTrue(samples.get("tidaldb_checkpoint_duration_seconds") > 0);
            assertTrue(samples.get("tidaldb_log_bytes_total") > 0);
            assertTrue(samples.get("tidaldb_stored_bytes") > 0);
            assertTrue(
                    samples.keySet().stream()
                            .anyMatch(
                                    name ->
                                            name.matches(
                                                    "tidaldb_info\\{version=\"[0-9.]+(-SNAPSHOT)?\","
                                                            + "build=\"[0-9a-z-]+\"\\}")));
            histogram(samples, "tidaldb_commit_seconds", 3);
            histogram(samples, "tidaldb_log_write_seconds", 3);
            histogram(samples, "tidaldb_fsync_seconds", 0);
        }
    }

    private static void histogram(Map<String, Double> samples, String name, long count) {
        double last = 0;
        for (String bound :
                new String[] {"0.00005", "0.0001", "0.001", "0.0025", "0.05", "1", "10", "+Inf"}) {
            double at = samples.get(name + "_bucket{le=\"" + bound + "\"}");
            assertTrue(at >= last, name + " " + bound);
            last = at;
        }
        assertEquals(count, last);
        assertEquals(count, samples.get(name + "_count"));
        assertEquals(count > 0, samples.get(name + "_sum") > 0);
    }

    @Test
    void fsyncsInTheBackgroundAreTimed(@TemporaryHome Path directory) throws Exception {
        StoreOptions options =
                StoreOptions.at(directory).withDurability(new Durability.Interval(1));
        try (Store store = Store.open(options);
                MonitorEndpoint endpoint = serve(store)) {
            store.commit(table());
            double count = 0;
            while (count == 0) {
                count =
                        samples(get(endpoint, "/metrics").body())
                                .get("tidaldb_fsync_seconds_count");
            }
        }
    }

    @Test
    void saysThatWritesAreRefused() throws Exception {
        BreakableStore breakable = new BreakableStore(StoreOptions.inMemory());
        try (Store store = breakable.store();
                MonitorEndpoint endpoint = serve(store)) {
            assertTrue(new Monitor(store).health().isOk());
            breakable.breakDisk();
            assertThrows(TidalException.class, () -> store.commit(table()));
            HttpResponse<String> health = get(endpoint, "/healthz");
            assertEquals(503, health.statusCode());
            JsonNode json = new ObjectMapper().readTree(health.body());
            assertEquals("failing", json.get("status").asText());
            assertTrue(json.get("read_only").asBoolean());
            assertTrue(json.get("reason").asText().contains("the \"disk\" is\nfull"));
            HttpResponse<String> metrics = get(endpoint, "/metrics");
            assertEquals(200, metrics.statusCode());
            assertEquals(0, samples(metrics.body()).get("tidaldb_health_ok"));
        }
    }

    @Test
    void answersWhenTheStoreIsClosed() throws Exception {
        Store store = Store.open(StoreOptions.inMemory());
        try (MonitorEndpoint endpoint = serve(store)) {
            // A store in memory has no checkpoints to speak of.
            assertFalse(get(endpoint, "/metrics").body().contains("checkpoint"));
            store.close();
            HttpResponse<String> health = get(endpoint, "/healthz");
            assertEquals(503, health.statusCode());
            assertTrue(health.body().contains("closed"), health.body());
            assertEquals(503, get(endpoint, "/metrics").statusCode());
        }
    }

    @Test
    void answersWhileTheStoreIsBeingOpened() throws Exception {
        try (MonitorEndpoint endpoint = MonitorEndpoint.at(ANY_PORT)) {
            HttpResponse<String> health = get(endpoint, "/healthz");
            assertEquals(503, health.statusCode());
            assertEquals("{\"status\":\"starting\"}\n", health.body());
            assertEquals(503, get(endpoint, "/metrics").statusCode());
        }
    }

    @Test
    void answersNothingElse() throws Exception {
        try (Store store = Store.open(StoreOptions.inMemory());
                MonitorEndpoint endpoint = serve(store)) {
            assertEquals(404, get(endpoint, "/").statusCode());
            assertEquals(404, get(endpoint, "/healthz/").statusCode());
            assertEquals(404, get(endpoint, "/metrics/../../etc/passwd").statusCode());
            assertEquals(405, send(endpoint, "/healthz", "POST").statusCode());
            assertEquals(405, send(endpoint, "/metrics", "DELETE").statusCode());
            HttpResponse<String> head = send(endpoint, "/healthz", "HEAD");
            assertEquals(200, head.statusCode());
            assertEquals("", head.body());
            assertEquals(200, get(endpoint, "/healthz?verbose=1").statusCode());
            // Garbage and clients that say nothing do not keep others from being answered.
            try (Socket garbage = connect(endpoint);
                    Socket silent = connect(endpoint)) {
                garbage.getOutputStream().write("\0\1\2\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                assertEquals(200, get(endpoint, "/healthz").statusCode());
                assertTrue(silent.isConnected());
            }
        }
    }

    private static Socket connect(MonitorEndpoint endpoint) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), endpoint.address().getPort());
    }

    @Test
    void closingGivesTheAddressUp() throws IOException {
        MonitorEndpoint neverUsed = MonitorEndpoint.at(ANY_PORT);
        neverUsed.close();
        MonitorEndpoint.at(neverUsed.address()).close();
        MonitorEndpoint endpoint;
        try (Store store = Store.open(StoreOptions.inMemory())) {
            endpoint = serve(store);
            endpoint.close();
            endpoint.close();
        }
        MonitorEndpoint.at(endpoint.address()).close();
    }

    private static void refused(String value, InetSocketAddress address) {
        ConfigurationException e =
                assertThrows(ConfigurationException.class, () -> MonitorEndpoint.at(address));
        assertEquals("metrics", e.setting());
        assertTrue(e.getMessage().startsWith("metrics is " + value), e.getMessage());
    }

    @Test
    void addressesThatCannotBeTakenAreNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            refused(
                    taken.getInetAddress().getHostAddress() + ":" + taken.getLocalPort(),
                    new InetSocketAddress(
                            taken.getInetAddress().getHostAddress(), taken.getLocalPort()));
        }
        refused(
                "no.such.host.invalid:1",
                InetSocketAddress.createUnresolved("no.such.host.invalid", 1));
        // TEST-NET-1 is nobody's.
        refused("192.0.2.1:9464", new InetSocketAddress("192.0.2.1", 9464));
    }

    @Test
    void addressesAreReadFromText() {
        assertEquals(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 9464),
                MonitorAddress.parse(" 9464 "));
        assertEquals(new InetSocketAddress("0.0.0.0", 0), MonitorAddress.parse("0.0.0.0:0"));
        assertEquals(new InetSocketAddress("::1", 80), MonitorAddress.parse("[::1]:80"));
        for (String wrong :
                new String[] {"", "x", ":80", "localhost:", "localhost:65536", "::1:80", "80:-1"}) {
            ConfigurationException e =
                    assertThrows(ConfigurationException.class, () -> MonitorAddress.parse(wrong));
            assertEquals("metrics", e.setting());
            assertTrue(e.getMessage().contains("'" + wrong + "'"), e.getMessage());
        }
    }

    @Test
    void uptimeCounts() throws InterruptedException {
        try (Store store = Store.open(StoreOptions.inMemory())) {
            Monitor monitor = new Monitor(store);
            Duration first = monitor.health().uptime();
            Thread.sleep(2);
            assertTrue(monitor.health().uptime().compareTo(first) > 0);
            assertEquals(0, monitor.health().lastCheckpoint());
        }
    }
}
