package io.tidaldb.server;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.tidaldb.error.TidalException;
import io.tidaldb.meta.ConnectionLimits;
import io.tidaldb.meta.ScriptedDatabase;
import io.tidaldb.store.BackupPlaces;

import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.proto.Common;
import org.apache.calcite.avatica.proto.Requests;
import org.apache.calcite.avatica.remote.ProtobufTranslationImpl;
import org.apache.calcite.avatica.remote.Service;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

@Timeout(30)
final class TidalServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final ScriptedDatabase database = new ScriptedDatabase();
    private final TidalServer server =
            TidalServer.start(
                    database,
                    new ServerOptions(
                            "127.0.0.1",
                            0,
                            new ConnectionLimits(3, 5, 100, 10),
                            10_000,
                            Duration.ofSeconds(2),
                            new BackupPlaces.Nowhere()));
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void everythingIsFreed() {
        server.close();
        assertEquals(0, database.openSessions.get());
        assertEquals(0, database.openResults.get());
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:tidal://127.0.0.1:" + server.port());
    }

    private HttpResponse<byte[]> post(String path, byte[] body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofByteArray(body)).build(),
                BodyHandlers.ofByteArray());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private JsonNode json(String request) throws Exception {
        return JSON.readTree(
                post("/", request.replace('\'', '"').getBytes(StandardCharsets.UTF_8)).body());
    }

    private void assertServes() throws SQLException {
        try (Connection connection = connect();
                ResultSet rows = connection.createStatement().executeQuery("rows 1")) {
            assertTrue(rows.next());
        }
    }

    @Test
    void survivesMalformedJson() throws Exception {
        for (String body :
                List.of(
                        "",
                        "{",
                        "[]",
                        "null",
                        "42",
                        "\u0000\uffff",
                        "{\"request\":\"nonsense\"}",
                        "{\"request\":\"prepare\"}",
                        "{\"request\":\"fetch\",\"connectionId\":null,\"statementId\":\"x\"}",
                        "{\"request\":\"execute\"}",
                        "{\"request\":\"executeBatch\",\"connectionId\":\"c\"}",
                        "{\"request\":\"openConnection\"}",
                        "[".repeat(5_000))) {
            HttpResponse<byte[]> response = post("/", body.getBytes(StandardCharsets.UTF_8));
            assertTrue(response.statusCode() >= 400, body);
            JsonNode error = JSON.readTree(response.body());
            assertEquals("error", error.get("response").asText(), body);
            assertEquals(0, error.get("exceptions").size(), "no stack traces");
        }
        assertServes();
    }

    @Test
    void survivesMalformedProtobuf() throws Exception {
        Random random = new Random(42);
        for (int i = 0; i < 50; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            assertTrue(post("/protobuf", noise).statusCode() >= 400);
        }
        assertServes();
    }

    @Test
    void answersOtherPathsAndMethods() throws Exception {
        assertEquals(404, post("/etc/passwd", new byte[0]).statusCode());
        HttpResponse<String> get =
                http.send(HttpRequest.newBuilder(uri("/")).GET().build(), BodyHandlers.ofString());
        assertEquals(405, get.statusCode());
        assertServes();
    }

    @Test
    void refusesLargeBodiesBeforeReadingThem() throws Exception {
        assertEquals(413, post("/", new byte[10_001]).statusCode());
        HttpRequest unannounced =
                HttpRequest.newBuilder(uri("/"))
                        .POST(
                                BodyPublishers.ofInputStream(
                                        () -> new ByteArrayInputStream(new byte[20_000])))
                        .build();
        HttpResponse<byte[]> chunked = http.send(unannounced, BodyHandlers.ofByteArray());
        assertEquals(413, chunked.statusCode());
        try (Connection connection = connect();
                PreparedStatement insert = connection.prepareStatement("insert")) {
            insert.setLong(1, 1);
            insert.setString(2, "x".repeat(20_000));
            SQLException refused = assertThrows(SQLException.class, insert::executeUpdate);
            assertEquals("54000", refused.getSQLState());
        }
        assertServes();
    }

    @Test
    void survivesBrokenConnections() throws Exception {
        for (String start :
                List.of("", "POST / HT", "POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\n{")) {
            try (Socket socket = new Socket("127.0.0.1", server.port())) {
                OutputStream out = socket.getOutputStream();
                out.write(start.getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
        }
        assertServes();
    }

    @Test
    void aStatementBelongsToItsConnection() throws Exception {
        String mine = UUID.randomUUID().toString();
        String theirs = UUID.randomUUID().toString();
        json("{'request':'openConnection','connectionId':'" + mine + "','info':{}}");
        json("{'request':'openConnection','connectionId':'" + theirs + "','info':{}}");
        JsonNode prepared =
                json(
                        "{'request':'prepare','connectionId':'"
                                + mine
                                + "','sql':'rows 3','maxRowCount':-1}");
        int id = prepared.get("statement").get("id").asInt();
        String execute =
                "{'request':'execute','statementHandle':{'connectionId':'%s','id':%d},"
                        + "'parameterValues':[],'maxRowCount':10}";
        assertTrue(json(String.format(execute, theirs, id)).get("missingStatement").asBoolean());
        assertFalse(json(String.format(execute, mine, id)).get("missingStatement").asBoolean());
        String fetch =
                "{'request':'fetch','connectionId':'%s','statementId':%d,'offset':%d,"
                        + "'fetchMaxRowCount':1}";
        assertTrue(json(String.format(fetch, theirs, id, 0)).get("missingStatement").asBoolean());
        assertEquals("error", json(String.format(fetch, mine, id, 1)).get("response").asText());
        assertEquals(
                1,
                json(String.format(fetch, UUID.randomUUID(), id, 0)).get("errorCode").asInt(),
                "no such connection");
    }

    @Test
    void refusesIdsThatCanBeGuessedOrAreTaken() throws Exception {
        String open = "{'request':'openConnection','connectionId':'%s','info':{}}";
        assertEquals("error", json(String.format(open, "1")).get("response").asText());
        String id = UUID.randomUUID().toString();
        assertEquals("openConnection", json(String.format(open, id)).get("response").asText());
        assertEquals("error", json(String.format(open, id)).get("response").asText());
    }

    @Test
    void loadsNoClassThatARequestNames() throws Exception {
        String request =
                "{'request':'execute','statementHandle':{'connectionId':'c','id':0,'signature':"
                        + "{'columns':[],'sql':'','parameters':[],'cursorFactory':{'style':"
                        + "'RECORD','clazz':'%s','fieldNames':[]},'statementType':'SELECT'}},"
                        + "'parameterValues':[],'maxRowCount':1}";
        String name = Bait.class.getName();
        assertEquals("error", json(String.format(request, name)).get("response").asText());
        Requests.ExecuteRequest.Builder execute = Requests.ExecuteRequest.newBuilder();
        execute.getStatementHandleBuilder()
                .setConnectionId("c")
                .getSignatureBuilder()
                .getCursorFactoryBuilder()
                .setStyle(Common.CursorFactory.Style.RECORD)
                .setClassName(name);
        Common.WireMessage message =
                Common.WireMessage.newBuilder()
                        .setName(Requests.ExecuteRequest.class.getName())
                        .setWrappedMessage(execute.build().toByteString())
                        .build();
        assertEquals(500, post("/protobuf", message.toByteArray()).statusCode());
        assertFalse(Baited.taken);
    }

    /** Whether {@link Bait} was initialised. */
    static final class Baited {
        static volatile boolean taken;
    }

    /** Must never be initialised. */
    static final class Bait {
        static {
            Baited.taken = true;
        }
    }

    @Test
    void holdsConnectionsToTheirLimit() throws SQLException {
        List<Connection> open = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            open.add(connect());
        }
        SQLException refused = assertThrows(SQLTransientException.class, this::connect);
        assertEquals("53300", refused.getSQLState());
        assertEquals(3, server.connectionCount());
        open.remove(0).close();
        assertDoesNotThrow(() -> open.add(connect()));
        for (Connection connection : open) {
            connection.close();
        }
        assertEquals(0, server.connectionCount());
    }

    @Test
    void holdsStatementsAndBatchesToTheirLimits() throws SQLException {
        try (Connection connection = connect()) {
            List<Statement> open = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                open.add(connection.createStatement());
            }
            SQLException refused =
                    assertThrows(SQLException.class, () -> connection.prepareStatement("rows 1"));
            assertEquals("54000", refused.getSQLState());
            open.remove(0).close();
            try (PreparedStatement insert = connection.prepareStatement("insert")) {
                for (int i = 0; i < 11; i++) {
                    insert.setLong(1, i);
                    insert.setString(2, "x");
                    insert.addBatch();
                }
                assertEquals(
                        "54000",
                        assertThrows(SQLException.class, insert::executeBatch).getSQLState());
            }
        }
    }

    @Test
    void framesAreShorterThanClientsAskFor() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.setFetchSize(10_000);
            ResultSet rows = statement.executeQuery("rows 1050");
            int count = 0;
            while (rows.next()) {
                count++;
            }
            assertEquals(1_050, count);
        }
    }

    @Test
    void speaksProtobuf() throws Exception {
        ProtobufTranslationImpl translation = new ProtobufTranslationImpl();
        String id = UUID.randomUUID().toString();
        Service.Response opened =
                translation.parseResponse(
                        post(
                                        "/protobuf",
                                        translation.serializeRequest(
                                                new Service.OpenConnectionRequest(
                                                        id, Map.of("user", "x"))))
                                .body());
        assertTrue(opened instanceof Service.OpenConnectionResponse);
        Service.PrepareResponse prepared =
                (Service.PrepareResponse)
                        translation.parseResponse(
                                post(
                                                "/protobuf",
                                                translation.serializeRequest(
                                                        new Service.PrepareRequest(
                                                                id, "types", -1)))
                                        .body());
        Service.ExecuteResponse executed =
                (Service.ExecuteResponse)
                        translation.parseResponse(
                                post(
                                                "/protobuf",
                                                translation.serializeRequest(
                                                        new Service.ExecuteRequest(
                                                                prepared.statement, List.of(), 10)))
                                        .body());
        Meta.Frame frame = executed.results.get(0).firstFrame;
        assertTrue(frame.done);
        assertEquals(2, ((List<?>) frame.rows).size());
        List<?> first = (List<?>) ((List<?>) frame.rows).get(0);
        assertEquals(9_007_199_254_740_993L, first.get(4));
    }

    @Test
    void stoppingEndsWhatRuns() throws Exception {
        TidalServer stopping =
                TidalServer.start(
                        database,
                        new ServerOptions(
                                "localhost",
                                0,
                                ConnectionLimits.DEFAULT,
                                10_000,
                                Duration.ofMillis(50),
                                new BackupPlaces.Nowhere()));
        Connection connection =
                DriverManager.getConnection("jdbc:tidal://localhost:" + stopping.port());
        CompletableFuture<SQLException> running =
                CompletableFuture.supplyAsync(
                        () ->
                                assertThrows(
                                        SQLException.class,
                                        () -> connection.createStatement().executeQuery("wait")));
        database.awaitWaiting();
        stopping.close();
        assertTrue(List.of("57014", "08006").contains(running.get().getSQLState()));
        assertFalse(connection.isValid(1));
        connection.close();
    }

    @Test
    void aPortServesOneServer() {
        TidalException refused =
                assertThrows(
                        TidalException.class,
                        () ->
                                TidalServer.start(
                                        database, ServerOptions.DEFAULT.withPort(server.port())));
        assertTrue(refused.getMessage().contains(":" + server.port()));
    }

    @Test
    void listensAtLoopbackOnly() {
        for (String host : List.of("0.0.0.0", "::", "192.0.2.1", "")) {
            TidalException refused =
                    assertThrows(TidalException.class, () -> ServerOptions.DEFAULT.withHost(host));
            assertEquals("F0000", refused.code().sqlState());
        }
        assertEquals("::1", ServerOptions.DEFAULT.withHost("::1").host());
    }

    @Test
    void aRestartedServerDoesNotKnowOldConnections() throws SQLException {
        TidalServer first = TidalServer.start(database, ServerOptions.DEFAULT.withPort(0));
        int port = first.port();
        Connection connection = DriverManager.getConnection("jdbc:tidal://127.0.0.1:" + port);
        first.close();
        try (TidalServer second =
                TidalServer.start(database, ServerOptions.DEFAULT.withPort(port))) {
            assertEquals(port, second.port());
            SQLException lost =
                    assertThrows(
                            SQLException.class,
                            () -> connection.createStatement().executeQuery("rows 1"));
            assertTrue(lost.getSQLState().startsWith("08"), lost.getSQLState());
            assertFalse(connection.isValid(1));
        }
        connection.close();
    }
}
