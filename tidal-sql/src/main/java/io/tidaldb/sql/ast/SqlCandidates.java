package io.tidaldb.sql.ast;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.ImmutableNullableList;

import java.util.List;
import java.util.Optional;

/**
 * {@code CANDIDATES FROM source, … [LIMIT n]}, of which the sources that are MATCH, NEAR or RELATED
 * stand in the {@link SqlRanking} as if they were clauses of it. What is left says by an expression
 * of the user whether a row is a candidate.
 */
public final class SqlCandidates extends SqlCall {
    private static final SqlOperator OPERATOR =
            new Nodes.Operator(
                    "CANDIDATES",
                    SqlKind.OTHER,
                    (pos, o) -> new SqlCandidates(pos, (SqlNodeList) o[0], o[1]));

    private final SqlNodeList sources;
    private final SqlNode limit;

    /**
     * @param sources expressions
     * @param limit a number or a parameter; null without LIMIT
     */
    public SqlCandidates(SqlParserPos pos, SqlNodeList sources, SqlNode limit) {
        super(pos);
        this.sources = sources;
        this.limit = limit;
    }

    /** FOLLOWED, MARKED(…) and MARKED_BY(…). */
    public List<SqlNode> sources() {
        return sources;
    }

    /** How many candidates each source gives at most. */
    public Optional<SqlNode> limit() {
        return Optional.ofNullable(limit);
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return ImmutableNullableList.of(sources, limit);
    }

    /** Writes the sources that it does not hold, and then its own. */
    void unparse(SqlWriter writer, List<SqlNode> others) {
        writer.keyword("CANDIDATES FROM");
        SqlWriter.Frame frame = writer.startList("", "");
        for (SqlNode source : others) {
            writer.sep(",");
            source.unparse(writer, 0, 0);
        }
        for (SqlNode source : sources) {
            writer.sep(",");
            source.unparse(writer, 0, 0);
        }
        writer.endList(frame);
        if (limit != null) {
            writer.keyword("LIMIT");
            limit.unparse(writer, 0, 0);
        }
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        unparse(writer, List.of());
    }
}
