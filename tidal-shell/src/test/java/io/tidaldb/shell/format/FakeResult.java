package io.tidaldb.shell.format;

import java.lang.reflect.Proxy;
import java.sql.Array;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.List;

/** A result of given rows, for values that no statement returns. */
public final class FakeResult {
    private final String[] labels;
    private final int[] types;
    private final List<Object[]> rows;
    private int current = -1;
    private boolean wasNull;

    private FakeResult(String[] labels, int[] types, List<Object[]> rows) {
        this.labels = labels;
        this.types = types;
        this.rows = rows;
    }

    public static ResultSet of(List<String> labels, int[] types, Object[]... rows) {
        FakeResult fake = new FakeResult(labels.toArray(String[]::new), types, List.of(rows));
        return (ResultSet)
                Proxy.newProxyInstance(
                        FakeResult.class.getClassLoader(),
                        new Class<?>[] {ResultSet.class},
                        (proxy, method, args) -> fake.call(method.getName(), args));
    }

    private Object call(String method, Object[] args) {
        return switch (method) {
            case "getMetaData" ->
                    Proxy.newProxyInstance(
                            FakeResult.class.getClassLoader(),
                            new Class<?>[] {ResultSetMetaData.class},
                            (proxy, called, of) -> describe(called.getName(), of));
            case "next" -> ++current < rows.size();
            case "wasNull" -> wasNull;
            case "getObject", "getBytes" -> value(args);
            case "getArray" -> array(value(args));
            case "getTimestamp" -> (Timestamp) value(args);
            case "getDate" -> (Date) value(args);
            case "getTime" -> (Time) value(args);
            default -> throw new UnsupportedOperationException(method);
        };
    }

    private Object value(Object[] args) {
        Object value = rows.get(current)[(int) args[0] - 1];
        wasNull = value == null;
        return value;
    }

    private static Object array(Object elements) {
        return elements == null
                ? null
                : Proxy.newProxyInstance(
                        FakeResult.class.getClassLoader(),
                        new Class<?>[] {Array.class},
                        (proxy, called, of) -> elements);
    }

    private Object describe(String method, Object[] args) {
        return switch (method) {
            case "getColumnCount" -> labels.length;
            case "getColumnLabel" -> labels[(int) args[0] - 1];
            case "getColumnType" -> types[(int) args[0] - 1];
            default -> throw new UnsupportedOperationException(method);
        };
    }
}
