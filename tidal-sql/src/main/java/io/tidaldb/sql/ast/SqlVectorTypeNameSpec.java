package io.tidaldb.sql.ast;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlTypeNameSpec;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.util.Litmus;

/**
 * {@code VECTOR(n)}, the type of an embedding with n components. To Calcite it is an array of REAL
 * NOT NULL; the dimension lives here and in the catalog.
 */
public final class SqlVectorTypeNameSpec extends SqlTypeNameSpec {
    private final int dimension;

    /**
     * @param dimension number of components, at least 1
     */
    public SqlVectorTypeNameSpec(int dimension, SqlParserPos pos) {
        super(new SqlIdentifier("VECTOR", pos), pos);
        this.dimension = dimension;
    }

    public int dimension() {
        return dimension;
    }

    @Override
    public RelDataType deriveType(SqlValidator validator) {
        RelDataTypeFactory factory = validator.getTypeFactory();
        RelDataType component =
                factory.createTypeWithNullability(factory.createSqlType(SqlTypeName.REAL), false);
        return factory.createArrayType(component, -1);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("VECTOR");
        SqlWriter.Frame frame = writer.startList("(", ")");
        writer.print(dimension);
        writer.endList(frame);
    }

    @Override
    public boolean equalsDeep(SqlTypeNameSpec spec, Litmus litmus) {
        return spec instanceof SqlVectorTypeNameSpec other && other.dimension == dimension
                ? litmus.succeed()
                : litmus.fail("{} != {}", this, spec);
    }
}
