package io.tidaldb.sql.ast;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.List;

/** {@code SHOW BACKUPS IN 'path'}. */
public final class SqlShowBackups extends SqlCall {
    private static final SqlOperator OPERATOR =
            new Nodes.Operator(
                    "SHOW BACKUPS", SqlKind.OTHER, (pos, o) -> new SqlShowBackups(pos, o[0]));

    private final SqlNode path;

    /**
     * @param path a string literal
     */
    public SqlShowBackups(SqlParserPos pos, SqlNode path) {
        super(pos);
        this.path = path;
    }

    /** The directory of backups, as it was written. */
    public String path() {
        return Nodes.text(path).orElseThrow();
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(path);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("SHOW BACKUPS IN");
        path.unparse(writer, 0, 0);
    }
}
