package io.tidaldb.sql.ast;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.List;

/** {@code RELATED ITEM expression BY signal}: the items that the same users had events on. */
public final class SqlRelatedItem extends SqlCall {
    private static final SqlOperator OPERATOR =
            new Nodes.Operator(
                    "RELATED ITEM",
                    SqlKind.OTHER,
                    (pos, o) -> new SqlRelatedItem(pos, o[0], (SqlIdentifier) o[1]));

    private final SqlNode item;
    private final SqlIdentifier signal;

    public SqlRelatedItem(SqlParserPos pos, SqlNode item, SqlIdentifier signal) {
        super(pos);
        this.item = item;
        this.signal = signal;
    }

    /** The item's key. */
    public SqlNode item() {
        return item;
    }

    public SqlIdentifier signal() {
        return signal;
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(item, signal);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("RELATED ITEM");
        item.unparse(writer, 0, 0);
        writer.keyword("BY");
        signal.unparse(writer, 0, 0);
    }
}
