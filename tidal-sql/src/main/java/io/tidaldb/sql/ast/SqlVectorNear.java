package io.tidaldb.sql.ast;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.List;

/**
 * {@code NEAR expression} or {@code NEAR ITEM expression}: the rows whose vectors are near to one,
 * or near to that of the item with a key.
 */
public final class SqlVectorNear extends SqlCall {
    private static final String ITEM = "ITEM";

    private static final SqlOperator OPERATOR =
            new Nodes.Operator(
                    "NEAR",
                    SqlKind.OTHER,
                    (pos, o) -> new SqlVectorNear(pos, o[0], Nodes.flag(o[1])));

    private final SqlNode target;
    private final boolean item;

    public SqlVectorNear(SqlParserPos pos, SqlNode target, boolean item) {
        super(pos);
        this.target = target;
        this.item = item;
    }

    /** The vector, or the item's key. */
    public SqlNode target() {
        return target;
    }

    /** Whether the target is the key of an item and not a vector. */
    public boolean isItem() {
        return item;
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(target, Nodes.flag(item));
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("NEAR");
        if (item) {
            writer.keyword(ITEM);
        }
        // The name of a column or function would be read as the keyword.
        boolean enclosed = !item && mayBeginWithItem(target);
        SqlWriter.Frame frame = enclosed ? writer.startList("(", ")") : null;
        target.unparse(writer, 0, 0);
        if (enclosed) {
            writer.endList(frame);
        }
    }

    private static boolean mayBeginWithItem(SqlNode node) {
        return switch (node) {
            case SqlIdentifier id -> id.names.getFirst().equalsIgnoreCase(ITEM);
            case SqlCall call ->
                    call.getOperator().getName().equalsIgnoreCase(ITEM)
                            || call.operandCount() > 0
                                    && call.operand(0) != null
                                    && mayBeginWithItem(call.operand(0));
            default -> false;
        };
    }
}
