package io.tidaldb.jdbc;

import org.apache.calcite.avatica.ColumnMetaData.AvaticaType;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** An SQL array, vectors included; it stays valid after its result is closed. */
final class TidalArray implements Array {
    private final AvaticaType element;
    private final List<Object> elements;

    /**
     * @param element the elements' type
     * @param elements canonical values of that type, or null ones
     */
    TidalArray(AvaticaType element, List<Object> elements) {
        this.element = element;
        this.elements = elements;
    }

    List<Object> elements() throws SQLException {
        List<Object> objects = new ArrayList<>(elements.size());
        for (Object value : elements) {
            objects.add(ColumnValues.object(value, element));
        }
        return Collections.unmodifiableList(objects);
    }

    float[] floats() throws SQLException {
        float[] floats = new float[elements.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = number(i).floatValue();
        }
        return floats;
    }

    double[] doubles() throws SQLException {
        double[] doubles = new double[elements.size()];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = number(i).doubleValue();
        }
        return doubles;
    }

    private Number number(int index) throws SQLException {
        Object value = elements.get(index);
        if (value == null) {
            throw SqlErrors.client(
                    "22002", "Element " + (index + 1) + " of the array is NULL, not a number.");
        }
        return ColumnValues.number(value);
    }

    @Override
    public String getBaseTypeName() {
        return element.getName();
    }

    @Override
    public int getBaseType() {
        return element.id;
    }

    @Override
    public Object getArray() throws SQLException {
        return elements().toArray();
    }

    @Override
    public Object getArray(Map<String, Class<?>> map) throws SQLException {
        return getArray();
    }

    @Override
    public Object getArray(long index, int count) throws SQLException {
        if (index < 1 || count < 0 || index - 1 > elements.size()) {
            throw SqlErrors.client(
                    "2202E", "Index " + index + " is outside an array of " + elements.size() + ".");
        }
        int from = (int) index - 1;
        int to = (int) Math.min(elements.size(), (long) from + count);
        return elements().subList(from, to).toArray();
    }

    @Override
    public Object getArray(long index, int count, Map<String, Class<?>> map) throws SQLException {
        return getArray(index, count);
    }

    @Override
    public ResultSet getResultSet() throws SQLException {
        throw SqlErrors.unsupported("An array has no result set; use getArray().");
    }

    @Override
    public ResultSet getResultSet(Map<String, Class<?>> map) throws SQLException {
        return getResultSet();
    }

    @Override
    public ResultSet getResultSet(long index, int count) throws SQLException {
        return getResultSet();
    }

    @Override
    public ResultSet getResultSet(long index, int count, Map<String, Class<?>> map)
            throws SQLException {
        return getResultSet();
    }

    @Override
    public void free() {
        // Nothing is held.
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        String separator = "";
        for (Object value : elements) {
            text.append(separator);
            separator = ", ";
            try {
                text.append(ColumnValues.text(value, element));
            } catch (SQLException e) {
                text.append(value);
            }
        }
        return text.append(']').toString();
    }
}
