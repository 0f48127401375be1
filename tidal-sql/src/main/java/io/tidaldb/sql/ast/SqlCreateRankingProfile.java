package io.tidaldb.sql.ast;

import org.apache.calcite.sql.SqlCreate;
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
 * {@code CREATE [OR REPLACE] RANKING PROFILE [IF NOT EXISTS] name ON table AS SCORE expression
 * [DIVERSIFY BY …]}.
 */
public final class SqlCreateRankingProfile extends SqlCreate {
    private static final SqlOperator OPERATOR =
            new Nodes.Operator(
                    "CREATE RANKING PROFILE",
                    SqlKind.OTHER_DDL,
                    (pos, o) ->
                            new SqlCreateRankingProfile(
                                    pos,
                                    Nodes.flag(o[0]),
                                    Nodes.flag(o[1]),
                                    (SqlIdentifier) o[2],
                                    (SqlIdentifier) o[3],
                                    o[4],
                                    (SqlDiversity) o[5]));

    private final SqlIdentifier name;
    private final SqlIdentifier table;
    private final SqlNode score;
    private final SqlDiversity diversity;

    /**
     * @param diversity null without DIVERSIFY
     */
    public SqlCreateRankingProfile(
            SqlParserPos pos,
            boolean replace,
            boolean ifNotExists,
            SqlIdentifier name,
            SqlIdentifier table,
            SqlNode score,
            SqlDiversity diversity) {
        super(OPERATOR, pos, replace, ifNotExists);
        this.name = name;
        this.table = table;
        this.score = score;
        this.diversity = diversity;
    }

    public boolean ifNotExists() {
        return ifNotExists;
    }

    public SqlIdentifier name() {
        return name;
    }

    /** The table whose rows the profile ranks. */
    public SqlIdentifier table() {
        return table;
    }

    public SqlNode score() {
        return score;
    }

    public Optional<SqlDiversity> diversity() {
        return Optional.ofNullable(diversity);
    }

    @Override
    public List<SqlNode> getOperandList() {
        return ImmutableNullableList.of(
                Nodes.flag(getReplace()), Nodes.flag(ifNotExists), name, table, score, diversity);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword(getReplace() ? "CREATE OR REPLACE" : "CREATE");
        writer.keyword("RANKING PROFILE");
        Nodes.writeIfNotExists(writer, ifNotExists);
        name.unparse(writer, 0, 0);
        writer.keyword("ON");
        table.unparse(writer, 0, 0);
        writer.keyword("AS SCORE");
        score.unparse(writer, 0, 0);
        if (diversity != null) {
            diversity.unparse(writer, 0, 0);
        }
    }
}
