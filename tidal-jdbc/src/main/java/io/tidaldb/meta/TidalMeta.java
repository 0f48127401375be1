package io.tidaldb.meta;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.jdbc.ProtocolExtensions;
import io.tidaldb.session.Session;
import io.tidaldb.session.Statement;

import org.apache.calcite.avatica.AvaticaUtils;
import org.apache.calcite.avatica.ConnectionPropertiesImpl;
import org.apache.calcite.avatica.MissingResultsException;
import org.apache.calcite.avatica.NoSuchConnectionException;
import org.apache.calcite.avatica.NoSuchStatementException;
import org.apache.calcite.avatica.QueryState;
import org.apache.calcite.avatica.remote.TypedValue;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Avatica's {@code Meta} over the engine. Safe for any number of threads; requests of one
 * connection run one after the other.
 *
 * <p>Connection ids are chosen by clients, as Avatica has it; ids that could be guessed are
 * refused, and so is an id in use. Connection properties that clients send are not passed to
 * anything: nothing in them can name a class or a file.
 */
public final class TidalMeta extends CatalogMeta implements AutoCloseable {
    /** A random UUID has 36 characters; a short id can be guessed. */
    private static final int MIN_ID_LENGTH = 16;

    private static final int MAX_ID_LENGTH = 128;

    private final SessionSource source;
    private final ConnectionLimits limits;
    private final Map<String, OpenConnection> connections = new ConcurrentHashMap<>();

    public TidalMeta(SessionSource source, ConnectionLimits limits) {
        this.source = source;
        this.limits = limits;
    }

    /** A request of a connection that may find its statement gone. */
    @FunctionalInterface
    private interface StatementRequest<T> {
        T run(OpenConnection connection, OpenStatement statement);
    }

    private OpenConnection connection(String id) {
        OpenConnection connection = id == null ? null : connections.get(id);
        if (connection == null) {
            throw new NoSuchConnectionException("There is no open connection of that id.");
        }
        return connection;
    }

    private <T> T on(ConnectionHandle ch, Function<OpenConnection, T> request) {
        return Failures.translating(
                () -> {
                    OpenConnection connection = connection(ch.id);
                    return connection.exclusively(() -> request.apply(connection));
                });
    }

    private <T> T on(StatementHandle h, StatementRequest<T> request)
            throws NoSuchStatementException {
        OpenConnection connection = connection(h.connectionId);
        OpenStatement statement = connection.statement(h);
        return Failures.translating(
                () -> connection.exclusively(() -> request.run(connection, statement)));
    }

    @Override
    public void openConnection(ConnectionHandle ch, Map<String, String> info) {
        if (ch.id == null || ch.id.length() < MIN_ID_LENGTH || ch.id.length() > MAX_ID_LENGTH) {
            throw Failures.failure(
                    ErrorCode.INVALID_CONFIGURATION,
                    "A connection's id must be random text of "
                            + MIN_ID_LENGTH
                            + " to "
                            + MAX_ID_LENGTH
                            + " characters, such as a UUID.");
        }
        if (connections.size() >= limits.connections()) {
            throw Failures.failure(
                    ErrorCode.OVERLOADED,
                    "There are "
                            + limits.connections()
                            + " connections open, which is the limit; close some and try again.");
        }
        Session session = Failures.translating(source::openSession);
        if (connections.putIfAbsent(ch.id, new OpenConnection(session, limits)) != null) {
            session.close();
            throw Failures.failure(
                    ErrorCode.INVALID_CONFIGURATION, "A connection of that id is open already.");
        }
    }

    @Override
    public void closeConnection(ConnectionHandle ch) {
        OpenConnection connection = connections.remove(ch.id);
        if (connection != null) {
            Failures.translating(
                    () -> {
                        connection.close();
                        return null;
                    });
        }
    }

    /** How many connections are open. */
    public int connectionCount() {
        return connections.size();
    }

    /** Cancels what runs and closes every connection. */
    @Override
    public void close() {
        for (String id : List.copyOf(connections.keySet())) {
            closeConnection(new ConnectionHandle(id));
        }
    }

    @Override
    public ConnectionProperties connectionSync(ConnectionHandle ch, ConnectionProperties changes) {
        return on(
                ch,
                connection -> {
                    if (Boolean.FALSE.equals(changes.isAutoCommit())) {
                        throw Failures.failure(
                                ErrorCode.FEATURE_NOT_SUPPORTED,
                                "Transactions of several statements are not supported yet: every"
                                        + " statement commits by itself, and a batch commits as"
                                        + " one. Leave autocommit on.");
                    }
                    if (changes.isReadOnly() != null) {
                        connection.setReadOnly(changes.isReadOnly());
                    }
                    return new ConnectionPropertiesImpl(
                                    true,
                                    connection.isReadOnly(),
                                    Connection.TRANSACTION_READ_COMMITTED,
                                    null,
                                    "tidal")
                            .setDirty(false);
                });
    }

    @Override
    public void commit(ConnectionHandle ch) {
        // Every statement has been committed already, which is all that a client asks for here.
        on(ch, connection -> null);
    }

    @Override
    public void rollback(ConnectionHandle ch) {
        on(
                ch,
                connection -> {
                    throw Failures.failure(
                            ErrorCode.FEATURE_NOT_SUPPORTED,
                            "In autocommit mode every statement is committed and none can be"
                                    + " undone.");
                });
    }

    @Override
    public StatementHandle createStatement(ConnectionHandle ch) {
        return on(ch, connection -> new StatementHandle(ch.id, connection.newStatement(), null));
    }

    @Override
    public void closeStatement(StatementHandle h) {
        if (h.id < 0) {
            return;
        }
        on(
                new ConnectionHandle(h.connectionId),
                connection -> {
                    connection.closeStatement(h.id);
                    return null;
                });
    }

    @Override
    public StatementHandle prepare(ConnectionHandle ch, String sql, long maxRowCount) {
        return on(
                ch,
                connection -> {
                    Statement prepared = prepared(connection, sql);
                    int id = connection.newStatement();
                    try {
                        OpenStatement statement =
                                connection.statement(new StatementHandle(ch.id, id, null));
                        statement.prepare(prepared);
                        return new StatementHandle(ch.id, id, statement.signature());
                    } catch (NoSuchStatementException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    private static Statement prepared(OpenConnection connection, String sql) {
        if (sql == null) {
            throw Failures.failure(ErrorCode.SYNTAX_ERROR, "There is no statement in the request.");
        }
        return connection.session().prepare(sql);
    }

    @Override
    @Deprecated
    public ExecuteResult prepareAndExecute(
            StatementHandle h, String sql, long maxRowCount, PrepareCallback callback)
            throws NoSuchStatementException {
        return prepareAndExecute(h, sql, maxRowCount, -1, callback);
    }

    @Override
    public ExecuteResult prepareAndExecute(
            StatementHandle h,
            String sql,
            long maxRowCount,
            int maxRowsInFirstFrame,
            PrepareCallback callback)
            throws NoSuchStatementException {
        try {
            MetaResultSet result;
            // Without the monitor, which a server shares between all clients: our lock is enough.
            callback.clear();
            result =
                    on(
                            h,
                            (connection, statement) -> {
                                statement.prepare(prepared(connection, sql));
                                return run(
                                        h,
                                        connection,
                                        statement,
                                        List.of(),
                                        maxRowCount,
                                        maxRowsInFirstFrame);
                            });
            callback.assign(result.signature, result.firstFrame, result.updateCount);
            callback.execute();
            return new ExecuteResult(List.of(result));
        } catch (SQLException e) {
            throw Failures.translate(new IllegalStateException(e));
        }
    }

    @Override
    @Deprecated
    public ExecuteResult execute(StatementHandle h, List<TypedValue> parameters, long maxRowCount)
            throws NoSuchStatementException {
        return execute(h, parameters, AvaticaUtils.toSaturatedInt(maxRowCount));
    }

    @Override
    public ExecuteResult execute(
            StatementHandle h, List<TypedValue> parameters, int maxRowsInFirstFrame)
            throws NoSuchStatementException {
        MetaResultSet result =
                on(
                        h,
                        (connection, statement) -> {
                            Statement prepared = preparedBefore(statement);
                            return run(
                                    h,
                                    connection,
                                    statement,
                                    BoundValues.of(parameters, prepared.parameters()),
                                    -1,
                                    maxRowsInFirstFrame);
                        });
        return new ExecuteResult(List.of(result));
    }

    private static Statement preparedBefore(OpenStatement statement) {
        if (!statement.isPrepared()) {
            throw Failures.failure(
                    ErrorCode.INVALID_STATEMENT,
                    "The statement was created but not prepared; prepare it first.");
        }
        return statement.statement();
    }

    private static MetaResultSet run(
            StatementHandle h,
            OpenConnection connection,
            OpenStatement statement,
            List<?> parameters,
            long maxRows,
            int firstFrame) {
        checkCount(statement.statement(), parameters);
        if (statement.statement().kind() == Statement.Kind.QUERY) {
            statement.query(parameters, maxRows);
            return MetaResultSet.create(
                    h.connectionId,
                    h.id,
                    false,
                    statement.signature(),
                    statement.frame(0, firstFrame));
        }
        refuseWriting(connection);
        return MetaResultSet.count(h.connectionId, h.id, statement.update(parameters));
    }

    private static void checkCount(Statement statement, List<?> parameters) {
        int expected = statement.parameters().size();
        if (parameters.size() != expected) {
            throw Failures.failure(
                    ErrorCode.MISSING_PARAMETER,
                    "The statement has "
                            + expected
                            + (expected == 1 ? " parameter" : " parameters")
                            + " and got "
                            + parameters.size()
                            + (parameters.size() == 1 ? " value." : " values."));
        }
    }

    private static void refuseWriting(OpenConnection connection) {
        if (connection.isReadOnly()) {
            throw Failures.failure(
                    ErrorCode.READ_ONLY,
                    "The connection is read-only; call setReadOnly(false) before writing.");
        }
    }

    @Override
    public ExecuteBatchResult executeBatch(StatementHandle h, List<List<TypedValue>> rows)
            throws NoSuchStatementException {
        return new ExecuteBatchResult(
                on(
                        h,
                        (connection, statement) -> {
                            Statement prepared = preparedBefore(statement);
                            checkBatch(rows.size());
                            refuseWriting(connection);
                            List<List<Object>> batch = new ArrayList<>(rows.size());
                            for (List<TypedValue> row : rows) {
                                List<Object> values = BoundValues.of(row, prepared.parameters());
                                checkCount(prepared, values);
                                batch.add(values);
                            }
                            return statement.updateBatch(batch);
                        }));
    }

    /** A batch of different texts: each is one transaction, since they may not even be alike. */
    @Override
    public ExecuteBatchResult prepareAndExecuteBatch(StatementHandle h, List<String> commands)
            throws NoSuchStatementException {
        return new ExecuteBatchResult(
                on(
                        h,
                        (connection, statement) -> {
                            checkBatch(commands.size());
                            refuseWriting(connection);
                            long[] counts = new long[commands.size()];
                            for (int i = 0; i < counts.length; i++) {
                                statement.prepare(prepared(connection, commands.get(i)));
                                checkCount(statement.statement(), List.of());
                                if (statement.statement().kind() == Statement.Kind.QUERY) {
                                    throw Failures.failure(
                                            ErrorCode.INVALID_STATEMENT,
                                            "Statement "
                                                    + (i + 1)
                                                    + " of the batch returns rows; only changes"
                                                    + " can be batched.");
                                }
                                counts[i] = statement.update(List.of());
                            }
                            return counts;
                        }));
    }

    private void checkBatch(int size) {
        if (size > limits.batchRows()) {
            throw Failures.failure(
                    ErrorCode.LIMIT_EXCEEDED,
                    "The batch has "
                            + size
                            + " elements; the limit is "
                            + limits.batchRows()
                            + ". Split it.");
        }
    }

    @Override
    public Frame fetch(StatementHandle h, long offset, int fetchMaxRowCount)
            throws NoSuchStatementException, MissingResultsException {
        if (offset == ProtocolExtensions.CANCEL) {
            connection(h.connectionId).statement(h).cancel();
            return Frame.EMPTY;
        }
        Frame frame =
                on(
                        h,
                        (connection, statement) -> {
                            if (offset == ProtocolExtensions.CLOSE_RESULT) {
                                statement.closeResult();
                                return Frame.EMPTY;
                            }
                            if (offset == ProtocolExtensions.WARNINGS) {
                                return warnings(statement);
                            }
                            return statement.hasResult()
                                    ? statement.frame(offset, fetchMaxRowCount)
                                    : null;
                        });
        if (frame == null) {
            throw new MissingResultsException(h);
        }
        return frame;
    }

    private static Frame warnings(OpenStatement statement) {
        List<Object> rows = new ArrayList<>();
        for (String warning : statement.warnings()) {
            rows.add(new Object[] {warning});
        }
        return new Frame(0, true, rows);
    }

    /** Clients that lost a result may ask to have it again; rows could repeat, so they may not. */
    @Override
    public boolean syncResults(StatementHandle h, QueryState state, long offset)
            throws NoSuchStatementException {
        return on(
                h,
                (connection, statement) -> {
                    throw Failures.failure(
                            ErrorCode.INVALID_STATEMENT,
                            "The result is no longer open; execute the statement again.");
                });
    }

    @Override
    <T> T withSession(ConnectionHandle ch, Function<Session, T> request) {
        return on(ch, connection -> request.apply(connection.session()));
    }
}
