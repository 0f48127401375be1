package io.tidaldb.sql.ast;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.List;

/** {@code column MAX n} in DIVERSIFY BY: at most n rows with the same value of the column. */
public final class SqlDiversityCap extends SqlCall {
    private static final SqlOperator OPERATOR =
            new Nodes.Operator(
                    "MAX",
                    SqlKind.OTHER,
                    (pos, o) -> new SqlDiversityCap(pos, (SqlIdentifier) o[0], o[1]));

    private final SqlIdentifier column;
    private final SqlNode max;

    /**
     * @param max a whole number of at least 1, or a parameter
     */
    public SqlDiversityCap(SqlParserPos pos, SqlIdentifier column, SqlNode max) {
        super(pos);
        this.column = column;
        this.max = max;
    }

    public SqlIdentifier column() {
        return column;
    }

    /** A literal, a whole number of at least 1, or a dynamic parameter. */
    public SqlNode max() {
        return max;
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(column, max);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        column.unparse(writer, 0, 0);
        writer.keyword("MAX");
        max.unparse(writer, 0, 0);
    }
}
