package io.tidaldb.sql.rewrite;

import io.tidaldb.schema.DataType;
import io.tidaldb.sql.type.SqlTypes;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * A literal of the text that became a parameter, so that statements that differ in it share a plan.
 * Unlike a parameter of the text it knows its type.
 */
public final class LiteralParameter extends SqlDynamicParam {
    private final DataType type;

    public LiteralParameter(int index, DataType type, SqlParserPos pos) {
        super(index, pos);
        this.type = type;
    }

    /** The type, of values that may be NULL. */
    public RelDataType type(RelDataTypeFactory factory) {
        return SqlTypes.toCalcite(type, true, factory);
    }

    @Override
    public SqlNode clone(SqlParserPos pos) {
        return new LiteralParameter(getIndex(), type, pos);
    }
}
