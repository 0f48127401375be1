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

/**
 * {@code NEAR [column TO] expression} or {@code NEAR [column TO] ITEM expression}: the rows whose
 * vectors are near to one, or near to that of the item with a key.
 */
public final class SqlVectorNear extends SqlCall {
    private static final String ITEM = "ITEM";

    private static final SqlOperator OPERATOR =
            new Nodes.Operator(
                    "NEAR",
                    SqlKind.OTHER,
                    (pos, o) ->
                            new SqlVectorNear(pos, (SqlIdentifier) o[0], o[1], Nodes.flag(o[2])));

    private final SqlIdentifier column;
    private final SqlNode target;
    private final boolean item;

    /**
     * @param column null where the table's only one is meant
     */
    public SqlVectorNear(SqlParserPos pos, SqlIdentifier column, SqlNode target, boolean item) {
        super(pos);
        this.column = column;
        this.target = target;
        this.item = item;
    }

    /** Whose vectors are compared, where that is said. */
    public Optional<SqlIdentifier> column() {
        return Optional.ofNullable(column);
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
        return ImmutableNullableList.of(column, target, Nodes.flag(item));
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("NEAR");
        if (column != null) {
            column.unparse(writer, 0, 0);
            writer.keyword("TO");
        }
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
