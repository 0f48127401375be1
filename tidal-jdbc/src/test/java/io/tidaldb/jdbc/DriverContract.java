package io.tidaldb.jdbc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.meta.ScriptedDatabase;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the driver promises, whether the database is in this process or behind a server. */
@Timeout(30)
abstract class DriverContract {
    final ScriptedDatabase database = new ScriptedDatabase();
    Connection connection;

    abstract Connection connect() throws SQLException;

    /** Called when the test's connection is closed. */
    void stop() {}

    @BeforeEach
    void open() throws SQLException {
        connection = connect();
    }

    @AfterEach
    void everythingIsFreed() throws SQLException {
        connection.close();
        stop();
        assertEquals(0, database.openSessions.get(), "sessions left open");
        assertEquals(0, database.openResults.get(), "results left open");
    }

    private ResultSet query(String sql) throws SQLException {
        return connection.createStatement().executeQuery(sql);
    }

    @Test
    void readsRowsAcrossFrames() throws SQLException {
        try (ResultSet rows = query("rows 10001")) {
            long expected = 0;
            while (rows.next()) {
                assertEquals(expected, rows.getLong("ID"));
                assertEquals("row " + expected, rows.getString(2));
                expected++;
            }
            assertEquals(10_001, expected);
            assertFalse(rows.next());
        }
    }

    @Test
    void aFrameThatEndsWithTheResultIsTheLast() throws SQLException {
        for (int count : new int[] {0, 1, 999, 1000, 1001, 2000}) {
            try (ResultSet rows = query("rows " + count)) {
                int read = 0;
                while (rows.next()) {
                    read++;
                }
                assertEquals(count, read);
            }
        }
    }

    @Test
    void honoursFetchSizeAndMaximum() throws SQLException {
        try (Statement statement = connection.createStatement();
                PreparedStatement prepared = connection.prepareStatement("rows 500")) {
            for (Statement limited : List.of(statement, prepared)) {
                limited.setFetchSize(7);
                limited.setMaxRows(100);
            }
            assertEquals(100, count(statement.executeQuery("rows 500")));
            assertEquals(100, count(prepared.executeQuery()));
            prepared.setMaxRows(3);
            assertEquals(3, count(prepared.executeQuery()));
            prepared.setMaxRows(0);
            assertEquals(500, count(prepared.executeQuery()));
        }
    }

    private static int count(ResultSet rows) throws SQLException {
        int count = 0;
        while (rows.next()) {
            count++;
        }
        return count;
    }

    @Test
    void closingAResultFreesIt() throws SQLException {
        ResultSet rows = query("rows 50000");
        rows.next();
        assertEquals(1, database.openResults.get());
        rows.close();
        assertEquals(0, database.openResults.get());
    }

    @Test
    void executingAgainFreesTheFormerResult() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("rows 50000")) {
            ResultSet first = statement.executeQuery();
            first.next();
            try (ResultSet second = statement.executeQuery()) {
                assertTrue(first.isClosed());
                assertEquals(1, database.openResults.get());
                assertTrue(second.next());
                assertEquals(0, second.getLong(1));
            }
        }
    }

    @Test
    void readsEveryType() throws SQLException {
        try (ResultSet rows = query("types")) {
            assertTrue(rows.next());
            assertTrue(rows.getBoolean(1));
            assertEquals(-7, rows.getByte(2));
            assertEquals(300, rows.getShort(3));
            assertEquals(70_000, rows.getInt(4));
            assertEquals(9_007_199_254_740_993L, rows.getLong(5));
            assertEquals(new BigDecimal("12345678.90"), rows.getBigDecimal(6));
            assertEquals(0.1f, rows.getFloat(7));
            assertEquals(0.1, rows.getDouble(8));
            assertEquals("grüß \"Gott\"\n", rows.getString(9));
            assertEquals("2013-08-16", rows.getDate(10).toString());
            assertEquals(LocalDate.of(2013, 8, 16), rows.getObject(10, LocalDate.class));
            assertEquals("12:34:56", rows.getTime(11).toString());
            assertEquals(
                    LocalTime.of(12, 34, 56, 789_000_000), rows.getObject(11, LocalTime.class));
            assertEquals(new Timestamp(ScriptedDatabase.MOMENT), rows.getTimestamp(12));
            assertArrayEquals(new byte[] {0, 1, -1}, rows.getBytes(13));
            assertArrayEquals(
                    new Object[] {"a", null, "c"}, (Object[]) rows.getArray(14).getArray());
            assertArrayEquals(new float[] {0.1f, -2.5f}, rows.getObject(15, float[].class));
            assertEquals(List.of(0.1f, -2.5f), rows.getObject(15, List.class));
            assertTrue(rows.next());
            for (int i = 1; i <= 15; i++) {
                assertNull(rows.getObject(i), "column " + i);
                assertTrue(rows.wasNull());
                assertNull(rows.getString(i));
                assertNull(rows.getObject(i, String.class));
            }
            assertEquals(0, rows.getInt(4));
            assertTrue(rows.wasNull());
            assertNull(rows.getTimestamp(12));
            assertNull(rows.getArray(14));
        }
    }

    @Test
    void readsObjectsOfTheClassesThatTheMetadataNames() throws Exception {
        try (ResultSet rows = query("types")) {
            rows.next();
            ResultSetMetaData columns = rows.getMetaData();
            assertEquals(15, columns.getColumnCount());
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                Class<?> promised = Class.forName(columns.getColumnClassName(i));
                assertInstanceOf(promised, rows.getObject(i));
                assertInstanceOf(promised, rows.getObject(columns.getColumnLabel(i)));
            }
            assertEquals(Types.TIMESTAMP, columns.getColumnType(12));
            assertEquals("REAL ARRAY", columns.getColumnTypeName(15));
        }
    }

    @Test
    void readsValuesAsText() throws SQLException {
        try (ResultSet rows = query("types")) {
            rows.next();
            List<String> texts = new ArrayList<>();
            for (int i = 1; i <= 15; i++) {
                texts.add(rows.getString(i));
            }
            assertEquals(
                    List.of(
                            "true",
                            "-7",
                            "300",
                            "70000",
                            "9007199254740993",
                            "12345678.90",
                            "0.1",
                            "0.1",
                            "grüß \"Gott\"\n",
                            "2013-08-16",
                            "12:34:56.789",
                            "2013-08-16 12:34:56.789",
                            "0001ff",
                            "[a, null, c]",
                            "[0.1, -2.5]"),
                    texts);
        }
    }

    @Test
    void timestampsAreMomentsInUtc() throws SQLException {
        try (ResultSet rows = query("types")) {
            rows.next();
            Instant moment = Instant.ofEpochMilli(ScriptedDatabase.MOMENT);
            LocalDateTime reading = moment.atOffset(ZoneOffset.UTC).toLocalDateTime();
            assertEquals(moment, rows.getObject(12, Instant.class));
            assertEquals(reading, rows.getObject(12, LocalDateTime.class));
            assertEquals(
                    moment.atOffset(ZoneOffset.UTC), rows.getObject(12, OffsetDateTime.class));
            assertEquals("2013-08-16", rows.getDate(12).toString());
            Calendar newYork =
                    Calendar.getInstance(TimeZone.getTimeZone("America/New_York"), Locale.ROOT);
            assertEquals(
                    Instant.parse("2013-08-16T16:34:56.789Z"),
                    rows.getTimestamp(12, newYork).toInstant());
        }
    }

    @Test
    void refusesValuesThatDoNotFit() throws SQLException {
        try (ResultSet rows = query("types")) {
            rows.next();
            assertEquals(
                    "22003", assertThrows(SQLException.class, () -> rows.getByte(3)).getSQLState());
            assertEquals(
                    "22018", assertThrows(SQLException.class, () -> rows.getLong(9)).getSQLState());
            assertEquals(
                    "22018",
                    assertThrows(SQLException.class, () -> rows.getTimestamp(4)).getSQLState());
            assertEquals(
                    "07009",
                    assertThrows(SQLException.class, () -> rows.getObject(16)).getSQLState());
        }
    }

    private Object echo(String type, Object parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("echo " + type)) {
            statement.setObject(1, parameter);
            ResultSet rows = statement.executeQuery();
            rows.next();
            return rows.getObject(1);
        }
    }

    @Test
    void bindsWhatItReads() throws SQLException {
        assertEquals(true, echo("BOOLEAN", true));
        assertEquals(42, echo("INTEGER", 42));
        assertEquals(Long.MAX_VALUE, echo("BIGINT", Long.MAX_VALUE));
        assertEquals(new BigDecimal("0.10"), echo("DECIMAL", new BigDecimal("0.10")));
        assertEquals(0.1f, echo("REAL", 0.1f));
        assertEquals(1e-300, echo("DOUBLE", 1e-300));
        assertEquals(Double.NaN, echo("DOUBLE", Double.NaN));
        assertEquals(Double.NEGATIVE_INFINITY, echo("DOUBLE", Double.NEGATIVE_INFINITY));
        assertEquals("Zürich 日本", echo("VARCHAR", "Zürich 日本"));
        assertEquals("", echo("VARCHAR", ""));
        assertNull(echo("VARCHAR", null));
        assertArrayEquals(
                new byte[] {-128, 0, 127},
                (byte[]) echo("VARBINARY", new byte[] {-128, 0, 127}));
    }

    @Test
    void bindsDatesAndTimes() throws SQLException {
        Instant moment = Instant.ofEpochMilli(ScriptedDatabase.MOMENT);
        Timestamp timestamp = new Timestamp(ScriptedDatabase.MOMENT);
        for (Object same :
                List.of(
                        moment,
                        timestamp,
                        moment.atOffset(ZoneOffset.UTC).toLocalDateTime(),
                        moment.atOffset(ZoneOffset.ofHours(9)),
                        moment.atZone(ZoneOffset.ofHours(-5)))) {
            assertEquals(timestamp, echo("TIMESTAMP", same));
        }
        Date day = Date.valueOf("2013-08-16");
        assertEquals(day, echo("DATE", day));
        assertEquals(day, echo("DATE", LocalDate.of(2013, 8, 16)));
        assertEquals(Time.valueOf("12:34:56"), echo("TIME", LocalTime.of(12, 34, 56)));
        try (PreparedStatement statement = connection.prepareStatement("echo TIMESTAMP")) {
            Calendar newYork =
                    Calendar.getInstance(TimeZone.getTimeZone("America/New_York"), Locale.ROOT);
            statement.setTimestamp(1, timestamp, newYork);
            ResultSet rows = statement.executeQuery();
            rows.next();
            assertEquals("2013-08-16 08:34:56.789", rows.getString(1));
            assertEquals(timestamp, rows.getTimestamp(1, newYork));
        }
    }

    @Test
    void bindsArraysAndVectors() throws SQLException {
        float[] vector = {0.25f, -1e-7f, 3};
        List<Float> expected = List.of(0.25f, -1e-7f, 3f);
        Array created = connection.createArrayOf("REAL", new Object[] {0.25f, -1e-7f, 3f});
        for (Object given : Arrays.asList(vector, expected, created, expected.toArray())) {
            Object[] read = (Object[]) ((Array) echo("REAL ARRAY", given)).getArray();
            assertEquals(expected, Arrays.asList(read));
        }
        Object[] texts =
                (Object[])
                        ((Array) echo("VARCHAR ARRAY", new String[] {"a", null, "ü"})).getArray();
        assertArrayEquals(new Object[] {"a", null, "ü"}, texts);
    }

    @Test
    void refusesParametersOfStrangeClasses() {
        SQLException refused =
                assertThrows(SQLException.class, () -> echo("VARCHAR", new Object()));
        assertEquals("22023", refused.getSQLState());
        assertTrue(refused.getMessage().contains("java.lang.Object"));
    }

    @Test
    void asksForEveryParameter() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("insert")) {
            assertEquals(2, statement.getParameterMetaData().getParameterCount());
            assertEquals(Types.BIGINT, statement.getParameterMetaData().getParameterType(1));
            statement.setLong(1, 1);
            SQLException missing =
                    assertThrows(SQLException.class, () -> statement.executeUpdate());
            assertEquals("07002", missing.getSQLState());
            assertTrue(missing.getMessage().startsWith("Parameter 2 of 2"));
            assertEquals(
                    "07009",
                    assertThrows(SQLException.class, () -> statement.setLong(3, 1)).getSQLState());
        }
    }

    @Test
    void writesAndCounts() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert")) {
            insert.setLong(1, 1);
            insert.setString(2, "one");
            assertEquals(1, insert.executeUpdate());
            assertFalse(insert.execute());
            assertEquals(1, insert.getUpdateCount());
        }
        try (Statement statement = connection.createStatement()) {
            assertEquals(2, statement.executeUpdate("clear"));
            assertEquals(0, statement.executeUpdate("define something"));
            assertFalse(statement.execute("clear"));
            assertEquals(0, statement.getUpdateCount());
            assertTrue(statement.execute("kept"));
            assertEquals(-1, statement.getUpdateCount());
        }
    }

    @Test
    void aBatchIsPreparedOnceAndAppliedWhole() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert")) {
            int before = database.prepared.get();
            for (int i = 0; i < 2_500; i++) {
                insert.setLong(1, i);
                insert.setString(2, "n" + i);
                insert.addBatch();
            }
            int[] counts = insert.executeBatch();
            assertEquals(2_500, counts.length);
            assertTrue(Arrays.stream(counts).allMatch(n -> n == 1));
            assertEquals(before, database.prepared.get());
            assertEquals(0, insert.executeBatch().length);
        }
        try (ResultSet rows = query("kept")) {
            assertEquals(2_500, count(rows));
        }
    }

    @Test
    void aBadRowRefusesItsBatch() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert")) {
            insert.setLong(1, 1);
            insert.setString(2, "one");
            insert.addBatch();
            insert.setNull(2, Types.VARCHAR);
            insert.addBatch();
            BatchUpdateException refused =
                    assertThrows(BatchUpdateException.class, insert::executeBatch);
            assertEquals("Row 2: name must not be NULL.", refused.getMessage());
            assertEquals("23502", refused.getSQLState());
            assertEquals(3001, refused.getErrorCode());
            assertEquals(0, refused.getUpdateCounts().length);
            assertEquals(0, insert.executeBatch().length);
        }
        try (ResultSet rows = query("kept")) {
            assertFalse(rows.next());
        }
    }

    @Test
    void aBatchOfTexts() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.addBatch("clear");
            statement.addBatch("define it");
            assertArrayEquals(new int[] {0, 0}, statement.executeBatch());
            statement.addBatch("rows 1");
            assertEquals(
                    "42000",
                    assertThrows(BatchUpdateException.class, statement::executeBatch)
                            .getSQLState());
        }
    }

    @Test
    void errorsKeepTheEnginesSentenceStateAndCode() throws SQLException {
        String sentence = "There is no table 'post'. Did you mean posts?";
        try (Statement statement = connection.createStatement()) {
            for (SQLException failure :
                    List.of(
                            assertThrows(
                                    SQLException.class,
                                    () -> statement.executeQuery("fail UNKNOWN_TABLE " + sentence)),
                            assertThrows(
                                    SQLException.class,
                                    () -> statement.executeUpdate("fail UNKNOWN_TABLE " + sentence)),
                            assertThrows(
                                    SQLException.class,
                                    () ->
                                            connection.prepareStatement(
                                                    "fail UNKNOWN_TABLE " + sentence)))) {
                assertEquals(sentence, failure.getMessage());
                assertEquals("42P01", failure.getSQLState());
                assertEquals(1002, failure.getErrorCode());
                assertInstanceOf(SQLSyntaxErrorException.class, failure);
            }
            assertThrows(
                    SQLIntegrityConstraintViolationException.class,
                    () -> statement.execute("fail DUPLICATE_KEY x"));
            assertEquals(1, count(statement.executeQuery("rows 1")), "still usable");
        }
    }

    @Test
    void unforeseenFailuresHaveAStateToo() throws SQLException {
        assertEquals(
                "XX000", assertThrows(SQLException.class, () -> query("crash")).getSQLState());
        assertEquals("54000", assertThrows(SQLException.class, () -> query("deep")).getSQLState());
        assertTrue(connection.isValid(1));
    }

    @Test
    void aFailureWhileReadingEndsTheResult() throws SQLException {
        try (ResultSet rows = query("broken 1500")) {
            SQLException failure = assertThrows(SQLException.class, () -> count(rows));
            assertEquals("The disk is gone.", failure.getMessage());
            assertEquals("58030", failure.getSQLState());
        }
        assertEquals(0, database.openResults.get());
    }

    @Test
    void warningsReachTheStatement() throws SQLException {
        try (Statement statement = connection.createStatement();
                PreparedStatement prepared = connection.prepareStatement("rows 3")) {
            assertNull(statement.getWarnings());
            count(statement.executeQuery("rows 3"));
            count(prepared.executeQuery());
            for (Statement executed : List.of(statement, prepared)) {
                SQLWarning first = executed.getWarnings();
                assertEquals("all rows were read", first.getMessage());
                assertEquals("01000", first.getSQLState());
                assertEquals("twice", first.getNextWarning().getMessage());
                executed.clearWarnings();
                assertNull(executed.getWarnings());
            }
            statement.executeUpdate("clear");
            assertNull(statement.getWarnings());
        }
    }

    @Test
    void cancelStopsAQuery() throws Exception {
        try (Statement statement = connection.createStatement()) {
            CompletableFuture<Object> running =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return statement.executeQuery("wait");
                                } catch (SQLException e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            database.awaitWaiting();
            statement.cancel();
            ExecutionException failure =
                    assertThrows(ExecutionException.class, running::get);
            SQLException cancelled = (SQLException) failure.getCause().getCause();
            assertEquals("57014", cancelled.getSQLState());
            assertEquals(2, count(statement.executeQuery("rows 2")), "still usable");
        }
    }

    @Test
    void aTimeLimitStopsAQuery() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            SQLTimeoutException expired =
                    assertThrows(
                            SQLTimeoutException.class, () -> statement.executeQuery("wait"));
            assertEquals("57014", expired.getSQLState());
        }
    }

    @Test
    void statementsRefuseTheOtherKind() throws SQLException {
        try (Statement statement = connection.createStatement();
                PreparedStatement query = connection.prepareStatement("rows 1");
                PreparedStatement update = connection.prepareStatement("clear")) {
            assertThrows(SQLException.class, () -> statement.executeUpdate("rows 1"));
            assertThrows(SQLException.class, () -> statement.executeQuery("clear"));
            assertThrows(SQLException.class, query::executeUpdate);
            assertThrows(SQLException.class, update::executeQuery);
        }
    }

    @Test
    void describesTablesAndColumns() throws SQLException {
        DatabaseMetaData about = connection.getMetaData();
        assertEquals("tidalDB", about.getDatabaseProductName());
        assertTrue(about.getDatabaseProductVersion().matches("\\d+\\.\\d+.*"));
        assertEquals("tidalDB JDBC driver", about.getDriverName());
        assertTrue(about.storesMixedCaseIdentifiers());
        assertFalse(about.supportsMixedCaseIdentifiers());
        assertEquals("\"", about.getIdentifierQuoteString());
        assertEquals(
                List.of("tidal.posts ITEM TABLE"), tables(about.getTables(null, null, "PO%", null)));
        assertEquals(
                List.of("tidal.posts ITEM TABLE", "tidal.likes SIGNAL"),
                tables(about.getTables(null, "tidal", null, new String[] {"TABLE"})));
        assertEquals(
                List.of("tidal.likes SIGNAL"),
                tables(about.getTables(null, null, "%", new String[] {"SIGNAL"})));
        assertEquals(List.of(), tables(about.getTables(null, null, "p\\_sts", null)));
        try (ResultSet columns = about.getColumns(null, null, "posts", "%")) {
            assertTrue(columns.next());
            assertEquals("id", columns.getString("COLUMN_NAME"));
            assertEquals(Types.BIGINT, columns.getInt("DATA_TYPE"));
            assertEquals(19, columns.getInt("COLUMN_SIZE"));
            assertEquals(DatabaseMetaData.columnNoNulls, columns.getInt("NULLABLE"));
            assertEquals("NO", columns.getString("IS_NULLABLE"));
            assertEquals(1, columns.getInt("ORDINAL_POSITION"));
            assertTrue(columns.next());
            assertEquals("Title", columns.getString("COLUMN_NAME"));
            assertTrue(columns.next());
            assertEquals(12, columns.getInt("COLUMN_SIZE"));
            assertEquals(2, columns.getInt("DECIMAL_DIGITS"));
            assertEquals("YES", columns.getString("IS_NULLABLE"));
            assertTrue(columns.next());
            assertEquals("REAL ARRAY", columns.getString("TYPE_NAME"));
            assertFalse(columns.next());
        }
        try (ResultSet keys = about.getPrimaryKeys(null, "tidal", "posts")) {
            assertTrue(keys.next());
            assertEquals("id", keys.getString("COLUMN_NAME"));
            assertEquals(1, keys.getShort("KEY_SEQ"));
            assertFalse(keys.next());
        }
    }

    private static List<String> tables(ResultSet rows) throws SQLException {
        List<String> tables = new ArrayList<>();
        while (rows.next()) {
            tables.add(
                    rows.getString("TABLE_SCHEM")
                            + "."
                            + rows.getString("TABLE_NAME")
                            + " "
                            + rows.getString("TABLE_TYPE"));
        }
        rows.close();
        return tables;
    }

    @Test
    void answersTheRestOfTheMetadata() throws SQLException {
        DatabaseMetaData about = connection.getMetaData();
        try (ResultSet schemas = about.getSchemas();
                ResultSet catalogs = about.getCatalogs();
                ResultSet types = about.getTypeInfo();
                ResultSet tableTypes = about.getTableTypes();
                ResultSet procedures = about.getProcedures(null, null, null);
                ResultSet indexes = about.getIndexInfo(null, null, "posts", false, true);
                ResultSet imported = about.getImportedKeys(null, null, "posts")) {
            assertEquals(2, count(schemas));
            assertEquals(0, count(catalogs));
            assertTrue(count(types) >= 14);
            assertEquals(7, count(tableTypes));
            assertEquals(0, count(procedures));
            assertEquals(0, count(indexes));
            assertEquals(0, count(imported));
        }
        assertEquals("", about.getSQLKeywords());
        assertEquals(
                Connection.TRANSACTION_READ_COMMITTED, about.getDefaultTransactionIsolation());
    }

    @Test
    void everyStatementCommitsByItself() throws SQLException {
        assertTrue(connection.getAutoCommit());
        connection.setAutoCommit(true);
        assertThrows(
                SQLFeatureNotSupportedException.class, () -> connection.setAutoCommit(false));
        assertEquals(
                "25000", assertThrows(SQLException.class, connection::commit).getSQLState());
        assertEquals(
                "25000", assertThrows(SQLException.class, connection::rollback).getSQLState());
    }

    @Test
    void aReadOnlyConnectionDoesNotWrite() throws SQLException {
        connection.setReadOnly(true);
        assertTrue(connection.isReadOnly());
        try (Statement statement = connection.createStatement()) {
            assertEquals(
                    "25006",
                    assertThrows(SQLException.class, () -> statement.executeUpdate("clear"))
                            .getSQLState());
            connection.setReadOnly(false);
            assertEquals(0, statement.executeUpdate("clear"));
        }
    }

    @Test
    void aClosedConnectionSaysSo() throws SQLException {
        Statement statement = connection.createStatement();
        connection.close();
        assertFalse(connection.isValid(1));
        assertTrue(connection.isClosed());
        assertEquals(
                "08003",
                assertThrows(SQLException.class, connection::createStatement).getSQLState());
        assertEquals(
                "08003",
                assertThrows(SQLException.class, () -> statement.executeQuery("rows 1"))
                        .getSQLState());
        connection.close();
    }

    @Test
    void aClosedStatementSaysSo() throws SQLException {
        Statement statement = connection.createStatement();
        statement.close();
        statement.close();
        assertThrows(SQLException.class, () -> statement.executeQuery("rows 1"));
        ResultSet rows = query("rows 1");
        rows.close();
        assertThrows(SQLException.class, rows::next);
    }

    @Test
    void connectionsDoNotDisturbEachOther() throws Exception {
        try (Connection other = connect();
                Statement mine = connection.createStatement();
                Statement theirs = other.createStatement()) {
            ResultSet a = mine.executeQuery("rows 3000");
            ResultSet b = theirs.executeQuery("rows 3000");
            for (int i = 0; i < 3_000; i++) {
                assertTrue(a.next());
                assertTrue(b.next());
                assertEquals(i, a.getLong(1));
                assertEquals(i, b.getLong(1));
            }
        }
    }

    @Test
    void manyThreadsEachWithAConnection() throws Exception {
        List<CompletableFuture<Integer>> counts = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            counts.add(
                    CompletableFuture.supplyAsync(
                            () -> {
                                try (Connection own = connect();
                                        Statement statement = own.createStatement()) {
                                    return count(statement.executeQuery("rows 2500"));
                                } catch (SQLException e) {
                                    throw new IllegalStateException(e);
                                }
                            }));
        }
        for (CompletableFuture<Integer> count : counts) {
            assertEquals(2_500, count.get());
        }
    }

    @Test
    void generatedKeysAreRefusedClearly() throws SQLException {
        assertNotNull(connection.prepareStatement("clear", Statement.NO_GENERATED_KEYS));
        assertThrows(
                SQLFeatureNotSupportedException.class,
                () -> connection.prepareStatement("clear", Statement.RETURN_GENERATED_KEYS));
    }
}
