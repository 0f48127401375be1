package io.tidaldb.sql.ast;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.ImmutableNullableList;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The clauses of a ranked SELECT: {@code {RANK USING profile | RANK BY expression} [FOR USER
 * expression] [MATCH …] [NEAR …]… [RELATED ITEM …] [CANDIDATES FROM …] [DIVERSIFY BY …]}. Exactly
 * one of profile and score is present.
 */
public final class SqlRanking extends SqlCall {
    private static final SqlOperator OPERATOR =
            new Nodes.Operator(
                    "RANKING",
                    SqlKind.OTHER,
                    (pos, o) ->
                            new SqlRanking(
                                    pos,
                                    (SqlIdentifier) o[0],
                                    o[1],
                                    o[2],
                                    (SqlTextMatch) o[3],
                                    nears((SqlNodeList) o[4]),
                                    (SqlDiversity) o[5],
                                    (SqlRelatedItem) o[6],
                                    (SqlCandidates) o[7]));

    private final SqlIdentifier profile;
    private final SqlNode score;
    private final SqlNode user;
    private final SqlTextMatch match;
    private final List<SqlVectorNear> nears;
    private final SqlDiversity diversity;
    private final SqlRelatedItem related;
    private final SqlCandidates candidates;

    /**
     * @param profile null with RANK BY
     * @param score null with RANK USING
     * @param user null without FOR USER
     * @param match null without MATCH
     * @param nears one for each NEAR
     * @param diversity null without DIVERSIFY
     * @param related null without RELATED ITEM
     * @param candidates null without CANDIDATES FROM; of its sources, MATCH, NEAR and RELATED ITEM
     *     are given as the clauses are
     */
    public SqlRanking(
            SqlParserPos pos,
            SqlIdentifier profile,
            SqlNode score,
            SqlNode user,
            SqlTextMatch match,
            List<SqlVectorNear> nears,
            SqlDiversity diversity,
            SqlRelatedItem related,
            SqlCandidates candidates) {
        super(pos);
        if ((profile == null) == (score == null)) {
            throw new IllegalArgumentException("a ranking has a profile or a score");
        }
        this.profile = profile;
        this.score = score;
        this.user = user;
        this.match = match;
        this.nears = List.copyOf(nears);
        this.diversity = diversity;
        this.related = related;
        this.candidates = candidates;
    }

    /** The profile of RANK USING. */
    public Optional<SqlIdentifier> profile() {
        return Optional.ofNullable(profile);
    }

    /** The expression of RANK BY. */
    public Optional<SqlNode> score() {
        return Optional.ofNullable(score);
    }

    /** The key of the user to rank for. */
    public Optional<SqlNode> user() {
        return Optional.ofNullable(user);
    }

    public Optional<SqlTextMatch> match() {
        return Optional.ofNullable(match);
    }

    /** In the order in which they are written. */
    public List<SqlVectorNear> nears() {
        return nears;
    }

    private static List<SqlVectorNear> nears(SqlNodeList nodes) {
        return nodes.stream().map(SqlVectorNear.class::cast).toList();
    }

    public Optional<SqlDiversity> diversity() {
        return Optional.ofNullable(diversity);
    }

    public Optional<SqlRelatedItem> related() {
        return Optional.ofNullable(related);
    }

    public Optional<SqlCandidates> candidates() {
        return Optional.ofNullable(candidates);
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return ImmutableNullableList.of(
                profile,
                score,
                user,
                match,
                new SqlNodeList(nears, SqlParserPos.ZERO),
                diversity,
                related,
                candidates);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        // Only inside of a frame does a query know that it needs parentheses.
        SqlWriter.Frame frame = writer.startList("", "");
        if (profile != null) {
            writer.keyword("RANK USING");
            profile.unparse(writer, 0, 0);
        } else {
            writer.keyword("RANK BY");
            score.unparse(writer, 0, 0);
        }
        if (user != null) {
            writer.keyword("FOR USER");
            user.unparse(writer, 0, 0);
        }
        List<SqlNode> retrievals = new ArrayList<>();
        match().ifPresent(retrievals::add);
        retrievals.addAll(nears);
        related().ifPresent(retrievals::add);
        if (candidates != null) {
            candidates.unparse(writer, retrievals);
        } else {
            retrievals.forEach(clause -> clause.unparse(writer, 0, 0));
        }
        if (diversity != null) {
            diversity.unparse(writer, 0, 0);
        }
        writer.endList(frame);
    }
}
