package io.tidaldb.sql.execute;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.DataType;
import io.tidaldb.sql.relation.RelationColumn;
import io.tidaldb.sql.relation.StoredRelation;
import io.tidaldb.sql.type.ParameterValues;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** Converts what expressions give to what a relation's columns hold. */
final class StoredValues {
    private final List<RelationColumn> columns;
    private final List<RelDataType> types;
    private final List<String> names;

    StoredValues(StoredRelation relation, RelDataTypeFactory factory) {
        this.columns = relation.columns();
        RelDataType rowType = relation.getRowType(factory);
        this.types = rowType.getFieldList().stream().map(f -> f.getType()).toList();
        this.names =
                columns.stream().map(c -> "column " + relation.name() + "." + c.name()).toList();
    }

    /** A value for a column in the store's representation. */
    Object convert(int column, Object value) {
        Object converted = ParameterValues.convert(names.get(column), value, types.get(column));
        DataType type = columns.get(column).type();
        if (converted == null) {
            return null;
        }
        return switch (type.kind()) {
            case VECTOR -> vector(column, (List<?>) converted);
            // A parameter comes as it is, while what is computed has been rounded already.
            case DECIMAL -> ((BigDecimal) converted).setScale(type.scale(), RoundingMode.HALF_UP);
            default -> converted;
        };
    }

    /** The first values of a row, one per column of the relation. */
    Object[] convert(Object[] row, int count) {
        Object[] converted = new Object[count];
        for (int i = 0; i < count; i++) {
            converted[i] = convert(i, row[i]);
        }
        return converted;
    }

    private float[] vector(int column, List<?> values) {
        float[] vector = new float[values.size()];
        for (int i = 0; i < vector.length; i++) {
            if (values.get(i) == null) {
                throw new TidalException(
                        ErrorCode.INVALID_VALUE,
                        names.get(column) + " is a vector, which cannot hold NULL");
            }
            vector[i] = (Float) values.get(i);
        }
        return vector;
    }
}
