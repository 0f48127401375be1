package io.tidaldb.sql.ast;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.ImmutableNullableList;

import java.util.List;
import java.util.Optional;

/** {@code SHOW COLUMNS FROM table [LIKE 'pattern']}. */
public final class SqlShowColumns extends SqlCall {
    private static final SqlOperator OPERATOR =
            new Nodes.Operator(
                    "SHOW COLUMNS",
                    SqlKind.OTHER,
                    (pos, o) -> new SqlShowColumns(pos, (SqlIdentifier) o[0], o[1]));

    private final SqlIdentifier table;
    private final SqlNode pattern;

    /**
     * @param pattern a string literal, or null
     */
    public SqlShowColumns(SqlParserPos pos, SqlIdentifier table, SqlNode pattern) {
        super(pos);
        this.table = table;
        this.pattern = pattern;
    }

    public SqlIdentifier table() {
        return table;
    }

    /** A pattern of SQL's LIKE, which names must match. */
    public Optional<String> pattern() {
        return Nodes.text(pattern);
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return ImmutableNullableList.of(table, pattern);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("SHOW COLUMNS FROM");
        table.unparse(writer, 0, 0);
        Nodes.writeLike(writer, pattern);
    }
}
