package io.tidaldb.sql.parse;

import io.tidaldb.sql.ast.SqlCandidates;
import io.tidaldb.sql.ast.SqlDiversity;
import io.tidaldb.sql.ast.SqlRanking;
import io.tidaldb.sql.ast.SqlRelatedItem;
import io.tidaldb.sql.ast.SqlTextMatch;
import io.tidaldb.sql.ast.SqlVectorNear;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.ArrayList;
import java.util.List;

/**
 * The clauses of a ranking as the grammar meets them. A clause that stands a second time is refused
 * where it begins. Public for the generated parser alone.
 */
public final class RankingParts {
    private boolean ranked;
    private SqlIdentifier profile;
    private SqlNode score;
    private SqlNode user;
    private SqlTextMatch match;
    private final List<SqlVectorNear> nears = new ArrayList<>();
    private SqlRelatedItem related;
    private SqlCandidates candidates;
    private SqlDiversity diversity;
    private String first;
    private SqlParserPos firstPos;

    public void beginRank(SqlParserPos pos) {
        begin("RANK", ranked, pos);
        ranked = true;
    }

    public void using(SqlIdentifier name) {
        profile = name;
    }

    public void by(SqlNode expression) {
        score = expression;
    }

    public void beginUser(SqlParserPos pos) {
        begin("FOR USER", user != null, pos);
    }

    public void user(SqlNode key) {
        user = key;
    }

    public void beginMatch(SqlParserPos pos) {
        begin("MATCH", match != null, pos);
    }

    public void match(SqlTextMatch clause) {
        match = clause;
    }

    public void beginNear(SqlParserPos pos) {
        begin("NEAR", false, pos);
    }

    public void near(SqlVectorNear clause) {
        if (!nears.isEmpty()
                && (clause.column().isEmpty() || nears.getFirst().column().isEmpty())) {
            throw SyntaxErrors.at(
                    clause.getParserPosition(),
                    "NEAR stands here a second time; keep one of them, or say which columns they"
                            + " compare: NEAR column TO …");
        }
        nears.add(clause);
    }

    public void beginRelated(SqlParserPos pos) {
        begin("RELATED", related != null, pos);
    }

    public void related(SqlRelatedItem clause) {
        related = clause;
    }

    public void beginCandidates(SqlParserPos pos) {
        begin("CANDIDATES FROM", candidates != null, pos);
    }

    public void candidates(SqlCandidates clause) {
        candidates = clause;
    }

    public void diversify(SqlDiversity clause) {
        begin("DIVERSIFY BY", diversity != null, clause.getParserPosition());
        diversity = clause;
    }

    private void begin(String clause, boolean again, SqlParserPos pos) {
        SyntaxErrors.checkOnce(!again, clause, pos);
        if (first == null) {
            first = clause;
            firstPos = pos;
        }
    }

    /** All clauses together; they must have RANK among them. */
    public SqlRanking ranking(SqlParserPos pos) {
        if (!ranked) {
            throw SyntaxErrors.rankMissing(first, firstPos);
        }
        return new SqlRanking(
                pos, profile, score, user, match, nears, diversity, related, candidates);
    }
}
