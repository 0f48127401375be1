package io.tidaldb.sql.ast;

import org.apache.calcite.sql.SqlCreate;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.List;

/** {@code CREATE RELATIONSHIP [IF NOT EXISTS] name FROM table TO table [EXCLUDES]}. */
public final class SqlCreateRelationship extends SqlCreate {
    private static final SqlOperator OPERATOR =
            new Nodes.Operator(
                    "CREATE RELATIONSHIP",
                    SqlKind.OTHER_DDL,
                    (pos, o) ->
                            new SqlCreateRelationship(
                                    pos,
                                    Nodes.flag(o[0]),
                                    (SqlIdentifier) o[1],
                                    (SqlIdentifier) o[2],
                                    (SqlIdentifier) o[3],
                                    Nodes.flag(o[4])));

    private final SqlIdentifier name;
    private final SqlIdentifier from;
    private final SqlIdentifier to;
    private final boolean excludes;

    public SqlCreateRelationship(
            SqlParserPos pos,
            boolean ifNotExists,
            SqlIdentifier name,
            SqlIdentifier from,
            SqlIdentifier to,
            boolean excludes) {
        super(OPERATOR, pos, false, ifNotExists);
        this.name = name;
        this.from = from;
        this.to = to;
        this.excludes = excludes;
    }

    public boolean ifNotExists() {
        return ifNotExists;
    }

    public SqlIdentifier name() {
        return name;
    }

    /** The table whose rows the edges start from. */
    public SqlIdentifier from() {
        return from;
    }

    /** The table whose rows the edges lead to. */
    public SqlIdentifier to() {
        return to;
    }

    public boolean excludes() {
        return excludes;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(Nodes.flag(ifNotExists), name, from, to, Nodes.flag(excludes));
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("CREATE RELATIONSHIP");
        Nodes.writeIfNotExists(writer, ifNotExists);
        name.unparse(writer, 0, 0);
        writer.keyword("FROM");
        from.unparse(writer, 0, 0);
        writer.keyword("TO");
        to.unparse(writer, 0, 0);
        if (excludes) {
            writer.keyword("EXCLUDES");
        }
    }
}
