package io.tidaldb.jdbc;

import org.apache.calcite.avatica.AvaticaResultSet;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.QueryState;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.TimeZone;

/** A query's rows, read once from front to back. */
final class TidalResultSet extends AvaticaResultSet {
    TidalResultSet(
            AvaticaStatement statement,
            QueryState state,
            Meta.Signature signature,
            ResultSetMetaData metaData,
            TimeZone timeZone,
            Meta.Frame firstFrame)
            throws SQLException {
        super(statement, state, signature, metaData, timeZone, firstFrame);
    }

    @Override
    protected AvaticaResultSet execute() throws SQLException {
        TidalConnection connection = (TidalConnection) statement.connection;
        RowCursor rows =
                new RowCursor(
                        connection.meta(),
                        statement.handle,
                        firstFrame,
                        statement.getFetchSize(),
                        statement.getLargeMaxRows());
        return execute2(rows, columnMetaDataList);
    }

    @Override
    protected void checkOpen() throws SQLException {
        if (isClosed()) {
            throw SqlErrors.client("24000", "The result is closed.");
        }
    }

    @Override
    public Object getObject(int columnIndex) throws SQLException {
        checkOpen();
        if (columnIndex < 1 || columnIndex > accessorList.size()) {
            throw SqlErrors.client(
                    "07009",
                    "There is no column "
                            + columnIndex
                            + "; the result has "
                            + accessorList.size()
                            + ".");
        }
        return accessorList.get(columnIndex - 1).getObject();
    }
}
