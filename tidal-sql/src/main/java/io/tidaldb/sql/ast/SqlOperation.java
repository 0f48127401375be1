package io.tidaldb.sql.ast;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.List;

/** {@code CHECKPOINT} or {@code VERIFY}: operations on the whole store. */
public final class SqlOperation extends SqlCall {
    /** What is to be done. */
    public enum Kind {
        CHECKPOINT,
        VERIFY
    }

    private static final SqlOperator OPERATOR =
            new Nodes.Operator(
                    "OPERATION",
                    SqlKind.OTHER,
                    (pos, o) -> new SqlOperation(pos, Nodes.symbol(o[0], Kind.class)));

    private final Kind kind;

    public SqlOperation(SqlParserPos pos, Kind kind) {
        super(pos);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(Nodes.symbol(kind));
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword(kind.name());
    }
}
