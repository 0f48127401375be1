package io.tidaldb.sql.ast;

import io.tidaldb.schema.TableKind;

import org.apache.calcite.sql.SqlDrop;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.ImmutableNullableList;

import java.util.List;
import java.util.Optional;

/**
 * {@code DROP {[ITEM | USER | CREATOR] TABLE | SIGNAL | RELATIONSHIP | RANKING PROFILE | INDEX} [IF
 * EXISTS] name}.
 */
public final class SqlDropObject extends SqlDrop {
    private static final SqlOperator OPERATOR =
            new Nodes.Operator(
                    "DROP",
                    SqlKind.OTHER_DDL,
                    (pos, o) ->
                            new SqlDropObject(
                                    pos,
                                    Nodes.flag(o[0]),
                                    Nodes.symbol(o[1], ObjectKind.class),
                                    Nodes.symbol(o[2], TableKind.class),
                                    (SqlIdentifier) o[3]));

    private final ObjectKind kind;
    private final TableKind tableKind;
    private final SqlIdentifier name;

    /**
     * @param tableKind the kind of table that was said, or null for plain DROP TABLE, which drops a
     *     table of any kind
     */
    public SqlDropObject(
            SqlParserPos pos,
            boolean ifExists,
            ObjectKind kind,
            TableKind tableKind,
            SqlIdentifier name) {
        super(OPERATOR, pos, ifExists);
        this.kind = kind;
        this.tableKind = tableKind;
        this.name = name;
    }

    public boolean ifExists() {
        return ifExists;
    }

    public ObjectKind kind() {
        return kind;
    }

    /** The kind of table that was said; empty for plain DROP TABLE and for other objects. */
    public Optional<TableKind> tableKind() {
        return Optional.ofNullable(tableKind);
    }

    public SqlIdentifier name() {
        return name;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return ImmutableNullableList.of(
                Nodes.flag(ifExists), Nodes.symbol(kind), Nodes.symbol(tableKind), name);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("DROP");
        if (tableKind != null) {
            writer.keyword(tableKind.name());
        }
        writer.keyword(kind.words());
        if (ifExists) {
            writer.keyword("IF EXISTS");
        }
        name.unparse(writer, 0, 0);
    }
}
