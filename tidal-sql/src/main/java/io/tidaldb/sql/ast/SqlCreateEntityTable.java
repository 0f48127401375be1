package io.tidaldb.sql.ast;

import io.tidaldb.schema.TableKind;

import org.apache.calcite.sql.SqlCreate;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.ImmutableNullableList;

import java.util.List;
import java.util.Optional;

/**
 * {@code CREATE [ITEM | USER | CREATOR] TABLE [IF NOT EXISTS] name (column, … [, PRIMARY KEY (name,
 * …)])}. A key may also be declared with its column; that there is one key and that its columns
 * exist is not checked here.
 */
public final class SqlCreateEntityTable extends SqlCreate {
    private static final SqlOperator OPERATOR =
            new Nodes.Operator(
                    "CREATE TABLE",
                    SqlKind.CREATE_TABLE,
                    (pos, o) ->
                            new SqlCreateEntityTable(
                                    pos,
                                    Nodes.flag(o[0]),
                                    Nodes.symbol(o[1], TableKind.class),
                                    (SqlIdentifier) o[2],
                                    (SqlNodeList) o[3],
                                    (SqlNodeList) o[4]));

    private final SqlLiteral kind;
    private final SqlIdentifier name;
    private final SqlNodeList columns;
    private final SqlNodeList primaryKey;

    /**
     * @param columns {@link SqlColumnDefinition}s
     * @param primaryKey the identifiers of a PRIMARY KEY (…) element, or null without one
     */
    public SqlCreateEntityTable(
            SqlParserPos pos,
            boolean ifNotExists,
            TableKind kind,
            SqlIdentifier name,
            SqlNodeList columns,
            SqlNodeList primaryKey) {
        super(OPERATOR, pos, false, ifNotExists);
        this.kind = Nodes.symbol(kind);
        this.name = name;
        this.columns = columns;
        this.primaryKey = primaryKey;
    }

    public boolean ifNotExists() {
        return ifNotExists;
    }

    public TableKind kind() {
        return Nodes.symbol(kind, TableKind.class);
    }

    public SqlIdentifier name() {
        return name;
    }

    public List<SqlColumnDefinition> columns() {
        return columns.stream().map(SqlColumnDefinition.class::cast).toList();
    }

    /** The columns of a PRIMARY KEY (…) element; empty without one. */
    public Optional<List<SqlIdentifier>> primaryKey() {
        return Optional.ofNullable(primaryKey)
                .map(key -> key.stream().map(SqlIdentifier.class::cast).toList());
    }

    @Override
    public List<SqlNode> getOperandList() {
        return ImmutableNullableList.of(Nodes.flag(ifNotExists), kind, name, columns, primaryKey);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("CREATE");
        Nodes.writeTable(writer, kind());
        Nodes.writeIfNotExists(writer, ifNotExists);
        name.unparse(writer, 0, 0);
        SqlWriter.Frame frame = writer.startList("(", ")");
        Nodes.writeItems(writer, columns);
        if (primaryKey != null) {
            if (!columns.isEmpty()) {
                writer.sep(",", true);
            }
            writer.keyword("PRIMARY KEY");
            Nodes.writeList(writer, primaryKey);
        }
        writer.endList(frame);
    }
}
