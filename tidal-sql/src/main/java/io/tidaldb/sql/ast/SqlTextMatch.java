package io.tidaldb.sql.ast;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.List;

/** {@code MATCH expression [FUZZY]}: the rows whose text matches a query. */
public final class SqlTextMatch extends SqlCall {
    private static final SqlOperator OPERATOR =
            new Nodes.Operator(
                    "MATCH",
                    SqlKind.OTHER,
                    (pos, o) -> new SqlTextMatch(pos, o[0], Nodes.flag(o[1])));

    private final SqlNode query;
    private final boolean fuzzy;

    public SqlTextMatch(SqlParserPos pos, SqlNode query, boolean fuzzy) {
        super(pos);
        this.query = query;
        this.fuzzy = fuzzy;
    }

    /** What to look for. */
    public SqlNode query() {
        return query;
    }

    /** Whether words match that differ by a typing error. */
    public boolean isFuzzy() {
        return fuzzy;
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(query, Nodes.flag(fuzzy));
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("MATCH");
        query.unparse(writer, 0, 0);
        if (fuzzy) {
            writer.keyword("FUZZY");
        }
    }
}
