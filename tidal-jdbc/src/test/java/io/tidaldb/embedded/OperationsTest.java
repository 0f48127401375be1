package io.tidaldb.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.TidalDb;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.server.ServerOptions;
import io.tidaldb.server.TidalServer;
import io.tidaldb.session.Cancellation;
import io.tidaldb.session.Session;
import io.tidaldb.store.BackupPlaces;
import io.tidaldb.store.Backups;
import io.tidaldb.store.RecoveryListener;
import io.tidaldb.store.RecoveryReport;
import io.tidaldb.store.VerificationListener;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The statements that operate a store, through the driver. */
@Timeout(60)
final class OperationsTest {
    @TempDir Path home;

    private Connection open() throws SQLException {
        return DriverManager.getConnection("jdbc:tidal:" + home.resolve("data"));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static SQLException fails(Connection connection, String sql) {
        return assertThrows(SQLException.class, () -> execute(connection, sql), sql);
    }

    @Test
    void backsUpAndListsThroughAConnection() throws SQLException {
        String target = home.resolve("it's here").toString().replace("'", "''");
        Instant before = Instant.now().minusSeconds(1);
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            execute(connection, "CREATE TABLE notes (id BIGINT PRIMARY KEY)");
            for (int i = 1; i <= 3; i++) {
                execute(connection, "INSERT INTO notes VALUES (" + i + ")");
                try (ResultSet row = statement.executeQuery("BACKUP TO '" + target + "' KEEP 2")) {
                    assertTrue(row.next());
                    assertEquals(i, row.getInt("backup_id"));
                    assertEquals(1 + i, row.getLong("log_position"));
                    assertTrue(row.getLong("new_bytes") <= row.getLong("bytes"));
                    assertTrue(row.getLong("duration_ms") >= 0);
                    assertFalse(row.next());
                }
            }
            try (ResultSet rows = statement.executeQuery("SHOW BACKUPS IN '" + target + "'")) {
                ResultSetMetaData columns = rows.getMetaData();
                assertEquals(6, columns.getColumnCount());
                assertEquals(Types.TIMESTAMP, columns.getColumnType(2));
                for (int id = 2; id <= 3; id++) {
                    assertTrue(rows.next());
                    assertEquals(id, rows.getInt(1));
                    assertTrue(rows.getTimestamp(2).toInstant().isAfter(before));
                    assertEquals(1 + id, rows.getLong(3));
                    assertEquals(null, rows.getString(6));
                }
                assertFalse(rows.next());
            }
        }
        Backups.restore(
                home.resolve("it's here"),
                3,
                home.resolve("restored"),
                null,
                VerificationListener.SILENT);
    }

    /** A prepared one does its work anew each time. */
    @Test
    void aPreparedOperationRunsAgain() throws SQLException {
        try (Connection connection = open();
                PreparedStatement backup =
                        connection.prepareStatement("BACKUP TO '" + home.resolve("backups") + "'");
                PreparedStatement checkpoint = connection.prepareStatement("CHECKPOINT")) {
            execute(connection, "CREATE TABLE notes (id BIGINT PRIMARY KEY)");
            for (int i = 1; i <= 2; i++) {
                try (ResultSet row = backup.executeQuery()) {
                    assertTrue(row.next());
                    assertEquals(i, row.getInt(1));
                }
                execute(connection, "INSERT INTO notes VALUES (" + i + ")");
                try (ResultSet row = checkpoint.executeQuery()) {
                    assertTrue(row.next());
                    assertEquals(1 + i, row.getLong(1));
                }
            }
        }
    }

    @Test
    void memoryHasNothingToBackUp() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:tidal:mem:operations");
                Statement statement = connection.createStatement()) {
            assertEquals(
                    "0A000",
                    fails(connection, "BACKUP TO '" + home.resolve("b") + "'").getSQLState());
            assertEquals("0A000", fails(connection, "VERIFY").getSQLState());
            assertFalse(Files.exists(home.resolve("b")));
            try (ResultSet row =
                    statement.executeQuery(
                            "SELECT directory, durability FROM information_schema.store")) {
                assertTrue(row.next());
                assertEquals(null, row.getString(1));
                assertEquals("in memory", row.getString(2));
            }
            for (String view : List.of("checkpoints", "recovery")) {
                try (ResultSet rows =
                        statement.executeQuery("SELECT * FROM information_schema." + view)) {
                    assertFalse(rows.next());
                }
            }
        }
    }

    @Test
    void verifyingStopsWhenItIsCancelled() {
        try (TidalDb db = TidalDb.builder().dataDir(home.resolve("data")).open();
                Session session = db.openSession()) {
            session.prepare("CREATE TABLE t (a BIGINT)").update(List.of(), new Cancellation());
            Cancellation cancelled = new Cancellation();
            cancelled.cancel();
            TidalException e =
                    assertThrows(
                            TidalException.class,
                            () -> session.prepare("VERIFY").query(List.of(), cancelled));
            assertEquals(ErrorCode.CANCELLED, e.code());
        }
    }

    @Test
    void aServersClientsWriteBelowItsDirectoryOnly() throws Exception {
        Path root = Files.createDirectory(home.resolve("root"));
        try (TidalDb db = TidalDb.builder().dataDir(home.resolve("data")).open()) {
            for (boolean allowed : new boolean[] {false, true}) {
                ServerOptions options = ServerOptions.DEFAULT.withPort(0);
                try (TidalServer server =
                                TidalServer.start(
                                        db,
                                        allowed
                                                ? options.withBackups(new BackupPlaces.Below(root))
                                                : options);
                        Connection connection =
                                DriverManager.getConnection(
                                        "jdbc:tidal://127.0.0.1:" + server.port())) {
                    String outside = home.resolve("outside").toString();
                    for (String sql : List.of("BACKUP TO '%s'", "SHOW BACKUPS IN '%s'")) {
                        assertEquals(
                                allowed ? "22023" : "F0000",
                                fails(connection, sql.formatted(outside)).getSQLState());
                    }
                    assertFalse(Files.exists(Path.of(outside)));
                    if (allowed) {
                        execute(connection, "BACKUP TO 'daily/1'");
                        assertEquals(1, Backups.newest(root.resolve("daily/1")));
                    }
                }
            }
        }
    }

    @Test
    void whoeverOpensADatabaseByItsUrlIsTold() throws SQLException {
        List<RecoveryReport> reports = new ArrayList<>();
        RecoveryListener listener =
                new RecoveryListener() {
                    @Override
                    public void progress(Phase phase, long done, long total) {}

                    @Override
                    public void recovered(RecoveryReport report) {
                        reports.add(report);
                    }
                };
        try (Connection first = OpeningListener.during(listener, this::open);
                Connection _ = OpeningListener.during(listener, this::open)) {
            assertEquals(1, reports.size());
            execute(first, "CREATE TABLE t (a BIGINT)");
        }
        open().close();
        assertEquals(1, reports.size());
        OpeningListener.during(listener, this::open).close();
        assertEquals(List.of(0L, 1L), reports.stream().map(RecoveryReport::lastPosition).toList());
    }
}
