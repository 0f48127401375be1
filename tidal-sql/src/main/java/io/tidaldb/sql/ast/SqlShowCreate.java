package io.tidaldb.sql.ast;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.List;

/** {@code SHOW CREATE {TABLE | SIGNAL | RELATIONSHIP | RANKING PROFILE | INDEX} name}. */
public final class SqlShowCreate extends SqlCall {
    private static final SqlOperator OPERATOR =
            new Nodes.Operator(
                    "SHOW CREATE",
                    SqlKind.OTHER,
                    (pos, o) ->
                            new SqlShowCreate(
                                    pos,
                                    Nodes.symbol(o[0], ObjectKind.class),
                                    (SqlIdentifier) o[1]));

    private final ObjectKind kind;
    private final SqlIdentifier name;

    public SqlShowCreate(SqlParserPos pos, ObjectKind kind, SqlIdentifier name) {
        super(pos);
        this.kind = kind;
        this.name = name;
    }

    public ObjectKind kind() {
        return kind;
    }

    public SqlIdentifier name() {
        return name;
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(Nodes.symbol(kind), name);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("SHOW CREATE");
        writer.keyword(kind.words());
        name.unparse(writer, 0, 0);
    }
}
