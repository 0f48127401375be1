package io.tidaldb.jdbc;

import org.apache.calcite.avatica.AvaticaUtils;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.MetaImpl;
import org.apache.calcite.avatica.MissingResultsException;
import org.apache.calcite.avatica.NoSuchStatementException;
import org.apache.calcite.avatica.QueryState;
import org.apache.calcite.avatica.remote.Service;
import org.apache.calcite.avatica.remote.TypedValue;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A server's database, over the wire. Every call is one round trip unless it says otherwise. */
final class RemoteMeta extends MetaImpl {
    private final HttpTransport transport;

    /** Statements that exist on this side only have negative ids and are never spoken of. */
    private final AtomicInteger localStatements = new AtomicInteger();

    private Map<DatabaseProperty, Object> databaseProperties;

    RemoteMeta(HttpTransport transport) {
        super(null);
        this.transport = transport;
    }

    @Override
    public void openConnection(ConnectionHandle ch, Map<String, String> info) {
        transport.call(
                new Service.OpenConnectionRequest(ch.id, info),
                Service.OpenConnectionResponse.class);
    }

    @Override
    public void closeConnection(ConnectionHandle ch) {
        transport.call(
                new Service.CloseConnectionRequest(ch.id), Service.CloseConnectionResponse.class);
    }

    @Override
    public ConnectionProperties connectionSync(ConnectionHandle ch, ConnectionProperties changes) {
        return transport.call(
                        new Service.ConnectionSyncRequest(ch.id, changes),
                        Service.ConnectionSyncResponse.class)
                .connProps;
    }

    @Override
    public synchronized Map<DatabaseProperty, Object> getDatabaseProperties(ConnectionHandle ch) {
        if (databaseProperties == null) {
            databaseProperties =
                    transport.call(
                                    new Service.DatabasePropertyRequest(ch.id),
                                    Service.DatabasePropertyResponse.class)
                            .map;
        }
        return databaseProperties;
    }

    @Override
    public StatementHandle createStatement(ConnectionHandle ch) {
        Service.CreateStatementResponse response =
                transport.call(
                        new Service.CreateStatementRequest(ch.id),
                        Service.CreateStatementResponse.class);
        return new StatementHandle(response.connectionId, response.statementId, null);
    }

    @Override
    public void closeStatement(StatementHandle h) {
        if (h.id >= 0) {
            transport.call(
                    new Service.CloseStatementRequest(h.connectionId, h.id),
                    Service.CloseStatementResponse.class);
        }
    }

    @Override
    public StatementHandle prepare(ConnectionHandle ch, String sql, long maxRowCount) {
        return transport.call(
                        new Service.PrepareRequest(ch.id, sql, maxRowCount),
                        Service.PrepareResponse.class)
                .statement;
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
            List<MetaResultSet> results;
            synchronized (callback.getMonitor()) {
                callback.clear();
                results =
                        results(
                                h,
                                transport.call(
                                        new Service.PrepareAndExecuteRequest(
                                                h.connectionId,
                                                h.id,
                                                sql,
                                                maxRowCount,
                                                maxRowsInFirstFrame),
                                        Service.ExecuteResponse.class));
                MetaResultSet first = results.get(0);
                callback.assign(first.signature, first.firstFrame, first.updateCount);
            }
            callback.execute();
            return new ExecuteResult(results);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
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
        // The server knows the statement's signature; sending it would only cost.
        StatementHandle bare = new StatementHandle(h.connectionId, h.id, null);
        return new ExecuteResult(
                results(
                        h,
                        transport.call(
                                new Service.ExecuteRequest(bare, parameters, maxRowsInFirstFrame),
                                Service.ExecuteResponse.class)));
    }

    private static List<MetaResultSet> results(StatementHandle h, Service.ExecuteResponse response)
            throws NoSuchStatementException {
        if (response.missingStatement) {
            throw new NoSuchStatementException(h);
        }
        List<MetaResultSet> results = new ArrayList<>(response.results.size());
        for (Service.ResultSetResponse result : response.results) {
            results.add(resultSet(result));
        }
        return results;
    }

    private static MetaResultSet resultSet(Service.ResultSetResponse response) {
        return response.updateCount != -1
                ? MetaResultSet.count(
                        response.connectionId, response.statementId, response.updateCount)
                : MetaResultSet.create(
                        response.connectionId,
                        response.statementId,
                        response.ownStatement,
                        response.signature,
                        response.firstFrame);
    }

    @Override
    public Frame fetch(StatementHandle h, long offset, int fetchMaxRowCount)
            throws NoSuchStatementException, MissingResultsException {
        Service.FetchResponse response =
                transport.call(
                        new Service.FetchRequest(h.connectionId, h.id, offset, fetchMaxRowCount),
                        Service.FetchResponse.class);
        if (response.missingStatement) {
            throw new NoSuchStatementException(h);
        }
        if (response.missingResults) {
            throw new MissingResultsException(h);
        }
        return response.frame;
    }

    @Override
    public ExecuteBatchResult prepareAndExecuteBatch(StatementHandle h, List<String> commands)
            throws NoSuchStatementException {
        return batch(
                h,
                transport.call(
                        new Service.PrepareAndExecuteBatchRequest(h.connectionId, h.id, commands),
                        Service.ExecuteBatchResponse.class));
    }

    @Override
    public ExecuteBatchResult executeBatch(StatementHandle h, List<List<TypedValue>> rows)
            throws NoSuchStatementException {
        return batch(
                h,
                transport.call(
                        new Service.ExecuteBatchRequest(h.connectionId, h.id, rows),
                        Service.ExecuteBatchResponse.class));
    }

    private static ExecuteBatchResult batch(
            StatementHandle h, Service.ExecuteBatchResponse response)
            throws NoSuchStatementException {
        if (response.missingStatement) {
            throw new NoSuchStatementException(h);
        }
        return new ExecuteBatchResult(response.updateCounts);
    }

    @Override
    public boolean syncResults(StatementHandle h, QueryState state, long offset)
            throws NoSuchStatementException {
        throw new NoSuchStatementException(h);
    }

    @Override
    public void commit(ConnectionHandle ch) {
        transport.call(new Service.CommitRequest(ch.id), Service.CommitResponse.class);
    }

    @Override
    public void rollback(ConnectionHandle ch) {
        transport.call(new Service.RollbackRequest(ch.id), Service.RollbackResponse.class);
    }

    @Override
    public MetaResultSet getCatalogs(ConnectionHandle ch) {
        return metadata(new Service.CatalogsRequest(ch.id));
    }

    @Override
    public MetaResultSet getSchemas(ConnectionHandle ch, String catalog, Pat schema) {
        return metadata(new Service.SchemasRequest(ch.id, catalog, schema.s));
    }

    @Override
    public MetaResultSet getTables(
            ConnectionHandle ch, String catalog, Pat schema, Pat table, List<String> types) {
        return metadata(new Service.TablesRequest(ch.id, catalog, schema.s, table.s, types));
    }

    @Override
    public MetaResultSet getTableTypes(ConnectionHandle ch) {
        return metadata(new Service.TableTypesRequest(ch.id));
    }

    @Override
    public MetaResultSet getTypeInfo(ConnectionHandle ch) {
        return metadata(new Service.TypeInfoRequest(ch.id));
    }

    @Override
    public MetaResultSet getColumns(
            ConnectionHandle ch, String catalog, Pat schema, Pat table, Pat column) {
        return metadata(new Service.ColumnsRequest(ch.id, catalog, schema.s, table.s, column.s));
    }

    @Override
    public MetaResultSet getPrimaryKeys(
            ConnectionHandle ch, String catalog, String schema, String table) {
        return metadata(
                new Service.TablesRequest(
                        ch.id,
                        catalog,
                        schema,
                        table,
                        Collections.singletonList(ProtocolExtensions.PRIMARY_KEYS)));
    }

    private MetaResultSet metadata(Service.Request request) {
        return resultSet(transport.call(request, Service.ResultSetResponse.class));
    }

    /** For what the wire format has no request for; without a round trip. */
    @Override
    protected <E> MetaResultSet createEmptyResultSet(Class<E> rowClass) {
        List<ColumnMetaData> columns = fieldMetaData(rowClass).columns;
        return MetaResultSet.create(
                "",
                localStatements.decrementAndGet(),
                true,
                Signature.create(
                        columns,
                        "",
                        Collections.emptyList(),
                        CursorFactory.ARRAY,
                        StatementType.SELECT),
                Frame.EMPTY);
    }
}
