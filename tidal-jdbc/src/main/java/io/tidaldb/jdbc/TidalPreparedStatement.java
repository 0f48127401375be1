package io.tidaldb.jdbc;

import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaPreparedStatement;
import org.apache.calcite.avatica.ColumnMetaData.Rep;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.remote.TypedValue;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;

/** A statement that was planned once and is executed with parameters. */
final class TidalPreparedStatement extends AvaticaPreparedStatement {
    private final Execution execution = new Execution(this);
    private final boolean query;

    TidalPreparedStatement(
            AvaticaConnection connection,
            Meta.StatementHandle h,
            Meta.Signature signature,
            int type,
            int concurrency,
            int holdability)
            throws SQLException {
        super(connection, h, signature, type, concurrency, holdability);
        this.query = !signature.columns.isEmpty();
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        if (!query) {
            throw TidalConnection.noResult();
        }
        checkBound();
        return execution.run(super::executeQuery);
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        if (query) {
            throw TidalConnection.unexpectedResult();
        }
        checkBound();
        return execution.run(super::executeLargeUpdate);
    }

    @Override
    public boolean execute() throws SQLException {
        checkBound();
        return execution.run(super::execute);
    }

    @Override
    public void addBatch() throws SQLException {
        checkBound();
        super.addBatch();
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        if (query) {
            throw TidalConnection.batchFailure(TidalConnection.unexpectedResult());
        }
        try {
            return parameterValueBatch.isEmpty()
                    ? new long[0]
                    : execution.run(super::executeLargeBatch);
        } catch (SQLException e) {
            throw TidalConnection.batchFailure(e);
        }
    }

    @Override
    public int[] executeBatch() throws SQLException {
        return TidalConnection.counts(executeLargeBatch());
    }

    private void checkBound() throws SQLException {
        for (int i = 0; i < slots.length; i++) {
            if (slots[i] == null) {
                throw SqlErrors.client(
                        "07002",
                        "Parameter " + (i + 1) + " of " + slots.length + " has no value yet.");
            }
        }
    }

    @Override
    public synchronized void close() throws SQLException {
        SqlErrors.translating(
                () -> {
                    super.close();
                    return null;
                });
    }

    @Override
    protected void checkOpen() throws SQLException {
        SQLException refusal = TidalConnection.closed(this, closed);
        if (refusal != null) {
            throw refusal;
        }
    }

    @Override
    public boolean isClosed() throws SQLException {
        return closed || connection.isClosed();
    }

    /** Not synchronized, unlike Avatica's: it is meant to overtake. */
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    public void cancel() throws SQLException {
        checkOpen();
        execution.cancel();
    }

    @Override
    public int getFetchSize() throws SQLException {
        int size = ((TidalConnection) connection).fetchSize(super.getFetchSize());
        return maxRowCount > 0 ? (int) Math.min(maxRowCount, size) : size;
    }

    @Override
    public void setFetchSize(int rows) throws SQLException {
        TidalConnection.checkFetchSize(rows);
        super.setFetchSize(rows);
    }

    @Override
    public SQLWarning getWarnings() throws SQLException {
        checkOpen();
        return execution.warnings();
    }

    @Override
    public void clearWarnings() throws SQLException {
        checkOpen();
        execution.clearWarnings();
    }

    @Override
    public void setEscapeProcessing(boolean enable) throws SQLException {
        checkOpen();
    }

    @Override
    public void setPoolable(boolean poolable) throws SQLException {
        checkOpen();
    }

    private void set(int index, TypedValue value) throws SQLException {
        checkOpen();
        if (index < 1 || index > slots.length) {
            throw SqlErrors.client(
                    "07009",
                    "There is no parameter "
                            + index
                            + "; the statement has "
                            + slots.length
                            + " of them.");
        }
        slots[index - 1] = value;
    }

    @Override
    public void setNull(int index, int sqlType) throws SQLException {
        set(index, TypedValue.EXPLICIT_NULL);
    }

    @Override
    public void setNull(int index, int sqlType, String typeName) throws SQLException {
        set(index, TypedValue.EXPLICIT_NULL);
    }

    @Override
    public void setBoolean(int index, boolean x) throws SQLException {
        set(index, TypedValue.ofSerial(Rep.BOOLEAN, x));
    }

    @Override
    public void setByte(int index, byte x) throws SQLException {
        set(index, TypedValue.ofSerial(Rep.BYTE, x));
    }

    @Override
    public void setShort(int index, short x) throws SQLException {
        set(index, TypedValue.ofSerial(Rep.SHORT, x));
    }

    @Override
    public void setInt(int index, int x) throws SQLException {
        set(index, TypedValue.ofSerial(Rep.INTEGER, x));
    }

    @Override
    public void setLong(int index, long x) throws SQLException {
        set(index, TypedValue.ofSerial(Rep.LONG, x));
    }

    @Override
    public void setFloat(int index, float x) throws SQLException {
        set(index, ParameterValues.of(x));
    }

    @Override
    public void setDouble(int index, double x) throws SQLException {
        set(index, ParameterValues.of(x));
    }

    @Override
    public void setBigDecimal(int index, BigDecimal x) throws SQLException {
        set(index, ParameterValues.of(x));
    }

    @Override
    public void setString(int index, String x) throws SQLException {
        set(index, ParameterValues.of(x));
    }

    @Override
    public void setNString(int index, String x) throws SQLException {
        set(index, ParameterValues.of(x));
    }

    @Override
    public void setBytes(int index, byte[] x) throws SQLException {
        set(index, ParameterValues.of(x));
    }

    @Override
    public void setArray(int index, Array x) throws SQLException {
        set(index, ParameterValues.of(x));
    }

    @Override
    public void setObject(int index, Object x) throws SQLException {
        set(index, ParameterValues.of(x));
    }

    @Override
    public void setObject(int index, Object x, int sqlType) throws SQLException {
        set(index, ParameterValues.of(x, sqlType));
    }

    @Override
    public void setObject(int index, Object x, int sqlType, int scaleOrLength) throws SQLException {
        set(index, ParameterValues.of(x, sqlType));
    }

    @Override
    public void setObject(int index, Object x, SQLType sqlType) throws SQLException {
        set(index, ParameterValues.of(x, sqlType));
    }

    @Override
    public void setObject(int index, Object x, SQLType sqlType, int scaleOrLength)
            throws SQLException {
        set(index, ParameterValues.of(x, sqlType));
    }

    @Override
    public void setDate(int index, Date x) throws SQLException {
        set(index, ParameterValues.day(x, null));
    }

    @Override
    public void setDate(int index, Date x, Calendar zone) throws SQLException {
        set(index, ParameterValues.day(x, zone));
    }

    @Override
    public void setTime(int index, Time x) throws SQLException {
        set(index, ParameterValues.time(x, null));
    }

    @Override
    public void setTime(int index, Time x, Calendar zone) throws SQLException {
        set(index, ParameterValues.time(x, zone));
    }

    @Override
    public void setTimestamp(int index, Timestamp x) throws SQLException {
        set(index, ParameterValues.reading(x, null));
    }

    @Override
    public void setTimestamp(int index, Timestamp x, Calendar zone) throws SQLException {
        set(index, ParameterValues.reading(x, zone));
    }

    @Override
    public void setCharacterStream(int index, Reader x) throws SQLException {
        set(index, ParameterValues.of(x));
    }

    @Override
    public void setCharacterStream(int index, Reader x, int length) throws SQLException {
        set(index, ParameterValues.of(x));
    }

    @Override
    public void setCharacterStream(int index, Reader x, long length) throws SQLException {
        set(index, ParameterValues.of(x));
    }

    @Override
    public void setNCharacterStream(int index, Reader x) throws SQLException {
        set(index, ParameterValues.of(x));
    }

    @Override
    public void setNCharacterStream(int index, Reader x, long length) throws SQLException {
        set(index, ParameterValues.of(x));
    }

    @Override
    public void setBinaryStream(int index, InputStream x) throws SQLException {
        set(index, ParameterValues.of(x));
    }

    @Override
    public void setBinaryStream(int index, InputStream x, int length) throws SQLException {
        set(index, ParameterValues.of(x));
    }

    @Override
    public void setBinaryStream(int index, InputStream x, long length) throws SQLException {
        set(index, ParameterValues.of(x));
    }

    @Override
    public void setClob(int index, Clob x) throws SQLException {
        set(index, ParameterValues.of(x));
    }

    @Override
    public void setClob(int index, Reader x) throws SQLException {
        set(index, ParameterValues.of(x));
    }

    @Override
    public void setClob(int index, Reader x, long length) throws SQLException {
        set(index, ParameterValues.of(x));
    }

    @Override
    public void setBlob(int index, Blob x) throws SQLException {
        set(index, ParameterValues.of(x));
    }

    @Override
    public void setBlob(int index, InputStream x) throws SQLException {
        set(index, ParameterValues.of(x));
    }

    @Override
    public void setBlob(int index, InputStream x, long length) throws SQLException {
        set(index, ParameterValues.of(x));
    }

    @Override
    public void setNClob(int index, NClob x) throws SQLException {
        set(index, ParameterValues.of(x));
    }

    @Override
    public void setNClob(int index, Reader x) throws SQLException {
        set(index, ParameterValues.of(x));
    }

    @Override
    public void setNClob(int index, Reader x, long length) throws SQLException {
        set(index, ParameterValues.of(x));
    }

    @Override
    public void setURL(int index, URL x) throws SQLException {
        set(index, ParameterValues.of(x == null ? null : x.toString()));
    }

    @Override
    public void setAsciiStream(int index, InputStream x) throws SQLException {
        throw never("an ASCII stream");
    }

    @Override
    public void setAsciiStream(int index, InputStream x, int length) throws SQLException {
        throw never("an ASCII stream");
    }

    @Override
    public void setAsciiStream(int index, InputStream x, long length) throws SQLException {
        throw never("an ASCII stream");
    }

    @Override
    @Deprecated
    public void setUnicodeStream(int index, InputStream x, int length) throws SQLException {
        throw never("a Unicode stream");
    }

    @Override
    public void setRef(int index, Ref x) throws SQLException {
        throw never("a REF");
    }

    @Override
    public void setRowId(int index, RowId x) throws SQLException {
        throw never("a ROWID");
    }

    @Override
    public void setSQLXML(int index, SQLXML x) throws SQLException {
        throw never("an XML document");
    }

    private static SQLException never(String kind) {
        return SqlErrors.unsupported("A parameter cannot be " + kind + "; use setString.");
    }
}
