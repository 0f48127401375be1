package io.tidaldb.sql.execute;

import io.tidaldb.sql.ast.SqlCreateRankingProfile;
import io.tidaldb.sql.ast.SqlRankedSelect;
import io.tidaldb.sql.ast.SqlRanking;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;

import java.util.List;

/** The statement that a profile must be fit for: everything in its table, ranked by it. */
final class RankedTrial {
    private RankedTrial() {}

    static SqlNode of(SqlCreateRankingProfile create) {
        SqlParserPos pos = create.getParserPosition();
        SqlSelect all =
                new SqlSelect(
                        pos,
                        null,
                        SqlNodeList.of(SqlIdentifier.star(pos)),
                        create.table(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null);
        return SqlRankedSelect.of(
                all,
                new SqlRanking(
                        pos,
                        null,
                        create.score(),
                        user(create),
                        null,
                        List.of(),
                        create.diversity().orElse(null),
                        null,
                        null));
    }

    /** Nobody in particular, where the score asks what the user has marked or follows. */
    private static SqlNode user(SqlCreateRankingProfile create) {
        boolean[] personal = new boolean[1];
        create.score()
                .accept(
                        new SqlBasicVisitor<Void>() {
                            @Override
                            public Void visit(SqlCall call) {
                                String name = call.getOperator().getName();
                                personal[0] |=
                                        name.equalsIgnoreCase("MARKED")
                                                || name.equalsIgnoreCase("MARKED_BY");
                                return super.visit(call);
                            }

                            @Override
                            public Void visit(SqlIdentifier id) {
                                personal[0] |=
                                        id.isSimple()
                                                && (id.getSimple().equalsIgnoreCase("SEEN")
                                                        || id.getSimple()
                                                                .equalsIgnoreCase("FOLLOWED"));
                                return null;
                            }
                        });
        return personal[0] ? SqlLiteral.createNull(create.getParserPosition()) : null;
    }
}
