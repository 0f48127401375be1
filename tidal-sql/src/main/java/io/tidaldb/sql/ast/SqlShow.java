package io.tidaldb.sql.ast;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.ImmutableNullableList;

import java.util.List;
import java.util.Optional;

/**
 * {@code SHOW {TABLES | SIGNALS | RELATIONSHIPS | RANKING PROFILES | INDEXES} [LIKE 'pattern']}.
 */
public final class SqlShow extends SqlCall {
    private static final SqlOperator OPERATOR =
            new Nodes.Operator(
                    "SHOW",
                    SqlKind.OTHER,
                    (pos, o) -> new SqlShow(pos, Nodes.symbol(o[0], ObjectKind.class), o[1]));

    private final ObjectKind kind;
    private final SqlNode pattern;

    /**
     * @param pattern a string literal, or null
     */
    public SqlShow(SqlParserPos pos, ObjectKind kind, SqlNode pattern) {
        super(pos);
        this.kind = kind;
        this.pattern = pattern;
    }

    public ObjectKind kind() {
        return kind;
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
        return ImmutableNullableList.of(Nodes.symbol(kind), pattern);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("SHOW");
        writer.keyword(kind.plural());
        Nodes.writeLike(writer, pattern);
    }
}
