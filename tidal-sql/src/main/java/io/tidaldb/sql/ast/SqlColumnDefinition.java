package io.tidaldb.sql.ast;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.ImmutableNullableList;

import java.util.List;
import java.util.Optional;

/**
 * A column in CREATE TABLE: {@code name type [NOT NULL | NULL] [PRIMARY KEY] [DEFAULT expression]
 * [REFERENCES table]}. The type's own nullability is null where the statement is silent.
 */
public final class SqlColumnDefinition extends SqlCall {
    private static final SqlOperator OPERATOR =
            new Nodes.Operator(
                    "COLUMN DEFINITION",
                    SqlKind.COLUMN_DECL,
                    (pos, o) ->
                            new SqlColumnDefinition(
                                    pos,
                                    (SqlIdentifier) o[0],
                                    (SqlDataTypeSpec) o[1],
                                    Nodes.flag(o[2]),
                                    o[3],
                                    (SqlIdentifier) o[4]));

    private final SqlIdentifier name;
    private final SqlDataTypeSpec type;
    private final SqlLiteral primaryKey;
    private final SqlNode defaultValue;
    private final SqlIdentifier references;

    public SqlColumnDefinition(
            SqlParserPos pos,
            SqlIdentifier name,
            SqlDataTypeSpec type,
            boolean primaryKey,
            SqlNode defaultValue,
            SqlIdentifier references) {
        super(pos);
        this.name = name;
        this.type = type;
        this.primaryKey = Nodes.flag(primaryKey);
        this.defaultValue = defaultValue;
        this.references = references;
    }

    public SqlIdentifier name() {
        return name;
    }

    public SqlDataTypeSpec type() {
        return type;
    }

    /** Whether NOT NULL or NULL was said, and which; empty when neither was. */
    public Optional<Boolean> nullable() {
        return Optional.ofNullable(type.getNullable());
    }

    public boolean isPrimaryKey() {
        return primaryKey.booleanValue();
    }

    public Optional<SqlNode> defaultValue() {
        return Optional.ofNullable(defaultValue);
    }

    /** The table whose key the column's values name. */
    public Optional<SqlIdentifier> references() {
        return Optional.ofNullable(references);
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return ImmutableNullableList.of(name, type, primaryKey, defaultValue, references);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        name.unparse(writer, 0, 0);
        type.unparse(writer, 0, 0);
        nullable().ifPresent(nullable -> writer.keyword(nullable ? "NULL" : "NOT NULL"));
        if (isPrimaryKey()) {
            writer.keyword("PRIMARY KEY");
        }
        if (defaultValue != null) {
            writer.keyword("DEFAULT");
            defaultValue.unparse(writer, 0, 0);
        }
        if (references != null) {
            writer.keyword("REFERENCES");
            references.unparse(writer, 0, 0);
        }
    }
}
