package io.tidaldb.sql.ast;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.ImmutableNullableList;

import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalInt;

/** {@code BACKUP TO 'path' [KEEP n]}. */
public final class SqlBackup extends SqlCall {
    private static final SqlOperator OPERATOR =
            new Nodes.Operator(
                    "BACKUP",
                    SqlKind.OTHER,
                    (pos, o) -> new SqlBackup(pos, o[0], (SqlLiteral) o[1]));

    private final SqlNode path;
    private final SqlLiteral keep;

    /**
     * @param path a string literal
     * @param keep a positive integer, or null
     */
    public SqlBackup(SqlParserPos pos, SqlNode path, SqlLiteral keep) {
        super(pos);
        this.path = path;
        this.keep = keep;
    }

    /** The directory of backups, as it was written. */
    public String path() {
        return Nodes.text(path).orElseThrow();
    }

    /** How many backups to keep afterwards; empty for all. */
    public OptionalInt keep() {
        return keep == null
                ? OptionalInt.empty()
                : OptionalInt.of(keep.getValueAs(BigDecimal.class).intValueExact());
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return ImmutableNullableList.of(path, keep);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("BACKUP TO");
        path.unparse(writer, 0, 0);
        if (keep != null) {
            writer.keyword("KEEP");
            keep.unparse(writer, 0, 0);
        }
    }
}
