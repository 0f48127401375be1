package io.tidaldb.sql.ast;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.List;

/** {@code EXPLAIN ANALYZE query}: runs a query and says what its stages did. */
public final class SqlExplainAnalyze extends SqlCall {
    private static final SqlOperator OPERATOR =
            new Nodes.Operator(
                    "EXPLAIN ANALYZE", SqlKind.OTHER, (pos, o) -> new SqlExplainAnalyze(pos, o[0]));

    private final SqlNode query;

    public SqlExplainAnalyze(SqlParserPos pos, SqlNode query) {
        super(pos);
        this.query = query;
    }

    /** What is run. */
    public SqlNode query() {
        return query;
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(query);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("EXPLAIN ANALYZE");
        query.unparse(writer, 0, 0);
    }
}
