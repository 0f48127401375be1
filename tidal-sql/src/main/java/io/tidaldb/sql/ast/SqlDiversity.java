package io.tidaldb.sql.ast;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.List;

/** {@code DIVERSIFY BY column MAX n, … [STRICT]}. */
public final class SqlDiversity extends SqlCall {
    private static final SqlOperator OPERATOR =
            new Nodes.Operator(
                    "DIVERSIFY",
                    SqlKind.OTHER,
                    (pos, o) -> new SqlDiversity(pos, (SqlNodeList) o[0], Nodes.flag(o[1])));

    private final SqlNodeList caps;
    private final boolean strict;

    /**
     * @param caps {@link SqlDiversityCap}s, at least one
     */
    public SqlDiversity(SqlParserPos pos, SqlNodeList caps, boolean strict) {
        super(pos);
        this.caps = caps;
        this.strict = strict;
    }

    public List<SqlDiversityCap> caps() {
        return caps.stream().map(SqlDiversityCap.class::cast).toList();
    }

    /** Whether the caps hold even where LIMIT then cannot be filled. */
    public boolean isStrict() {
        return strict;
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(caps, Nodes.flag(strict));
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("DIVERSIFY BY");
        SqlWriter.Frame frame = writer.startList("", "");
        Nodes.writeItems(writer, caps);
        writer.endList(frame);
        if (strict) {
            writer.keyword("STRICT");
        }
    }
}
