package io.tidaldb.sql.ast;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.ImmutableNullableList;

import java.util.List;
import java.util.Optional;

/** A column in CREATE TEXT INDEX: {@code column [BOOST number]}. */
public final class SqlBoostedColumn extends SqlCall {
    private static final SqlOperator OPERATOR =
            new Nodes.Operator(
                    "BOOSTED COLUMN",
                    SqlKind.OTHER,
                    (pos, o) ->
                            new SqlBoostedColumn(
                                    pos, (SqlIdentifier) o[0], (SqlNumericLiteral) o[1]));

    private final SqlIdentifier column;
    private final SqlNumericLiteral boost;

    /**
     * @param boost null without BOOST
     */
    public SqlBoostedColumn(SqlParserPos pos, SqlIdentifier column, SqlNumericLiteral boost) {
        super(pos);
        this.column = column;
        this.boost = boost;
    }

    public SqlIdentifier column() {
        return column;
    }

    public Optional<SqlNumericLiteral> boost() {
        return Optional.ofNullable(boost);
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return ImmutableNullableList.of(column, boost);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        column.unparse(writer, 0, 0);
        if (boost != null) {
            writer.keyword("BOOST");
            boost.unparse(writer, 0, 0);
        }
    }
}
