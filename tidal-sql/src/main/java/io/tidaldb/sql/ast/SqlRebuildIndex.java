package io.tidaldb.sql.ast;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.List;

/** {@code ALTER TABLE table REBUILD INDEX name}. */
public final class SqlRebuildIndex extends SqlCall {
    private static final SqlOperator OPERATOR =
            new Nodes.Operator(
                    "REBUILD INDEX",
                    SqlKind.OTHER_DDL,
                    (pos, o) ->
                            new SqlRebuildIndex(pos, (SqlIdentifier) o[0], (SqlIdentifier) o[1]));

    private final SqlIdentifier table;
    private final SqlIdentifier index;

    public SqlRebuildIndex(SqlParserPos pos, SqlIdentifier table, SqlIdentifier index) {
        super(pos);
        this.table = table;
        this.index = index;
    }

    /** The table that the index must be on. */
    public SqlIdentifier table() {
        return table;
    }

    public SqlIdentifier index() {
        return index;
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(table, index);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("ALTER TABLE");
        table.unparse(writer, 0, 0);
        writer.keyword("REBUILD INDEX");
        index.unparse(writer, 0, 0);
    }
}
