package io.tidaldb.sql.ast;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSelectOperator;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.util.SqlVisitor;
import org.apache.calcite.util.ImmutableNullableList;

import java.util.ArrayList;
import java.util.List;

/**
 * A SELECT with ranking clauses. Its operands are those of {@link SqlSelect} and then its {@link
 * SqlRanking}, so a copy made by a shuttle keeps the ranking. It must be rewritten to plain SQL
 * before validation, which knows nothing of ranking.
 */
public final class SqlRankedSelect extends SqlSelect {
    /** Position of the {@link SqlRanking} among the operands. */
    public static final int RANKING_OPERAND = 12;

    private SqlRanking ranking;

    private SqlRankedSelect(SqlParserPos pos, List<SqlNode> operands, SqlRanking ranking) {
        super(
                pos,
                (SqlNodeList) operands.get(0),
                (SqlNodeList) operands.get(1),
                operands.get(2),
                operands.get(3),
                (SqlNodeList) operands.get(4),
                operands.get(5),
                (SqlNodeList) operands.get(6),
                operands.get(7),
                (SqlNodeList) operands.get(8),
                operands.get(9),
                operands.get(10),
                (SqlNodeList) operands.get(11));
        this.ranking = ranking;
    }

    /** The select with ranking clauses added; it shares the select's parts. */
    public static SqlRankedSelect of(SqlSelect select, SqlRanking ranking) {
        return new SqlRankedSelect(select.getParserPosition(), plainOperands(select), ranking);
    }

    public SqlRanking ranking() {
        return ranking;
    }

    /** The same SELECT without ranking clauses; it shares this one's parts. */
    public SqlSelect withoutRanking() {
        return (SqlSelect)
                SqlSelectOperator.INSTANCE.createCall(
                        null, getParserPosition(), plainOperands(this).toArray(new SqlNode[0]));
    }

    @Override
    public SqlOperator getOperator() {
        return Operator.INSTANCE;
    }

    @Override
    public List<SqlNode> getOperandList() {
        List<SqlNode> operands = new ArrayList<>(super.getOperandList());
        operands.add(ranking);
        return ImmutableNullableList.copyOf(operands);
    }

    @Override
    public void setOperand(int i, SqlNode operand) {
        if (i == RANKING_OPERAND) {
            ranking = (SqlRanking) operand;
        } else {
            super.setOperand(i, operand);
        }
    }

    private static List<SqlNode> plainOperands(SqlSelect select) {
        return select.getOperandList().subList(0, RANKING_OPERAND);
    }

    /** Copies, visits and writes ranked selects; it has the kind SELECT. */
    private static final class Operator extends SqlOperator {
        static final Operator INSTANCE = new Operator();

        private Operator() {
            super("SELECT", SqlKind.SELECT, 2, true, ReturnTypes.SCOPE, null, null);
        }

        @Override
        public SqlSyntax getSyntax() {
            return SqlSyntax.SPECIAL;
        }

        @Override
        public SqlCall createCall(
                SqlLiteral functionQualifier, SqlParserPos pos, SqlNode... operands) {
            List<SqlNode> list = ImmutableNullableList.copyOf(operands);
            return new SqlRankedSelect(
                    pos, list.subList(0, RANKING_OPERAND), (SqlRanking) list.get(RANKING_OPERAND));
        }

        @Override
        public <R> void acceptCall(
                SqlVisitor<R> visitor,
                SqlCall call,
                boolean onlyExpressions,
                SqlBasicVisitor.ArgHandler<R> argHandler) {
            if (!onlyExpressions) {
                super.acceptCall(visitor, call, false, argHandler);
            }
        }

        @Override
        public boolean argumentMustBeScalar(int ordinal) {
            return ordinal == WHERE_OPERAND;
        }

        /** The ranking stands between QUALIFY and whatever a rewrite has put after it. */
        @Override
        public void unparse(SqlWriter writer, SqlCall call, int leftPrec, int rightPrec) {
            SqlRankedSelect ranked = (SqlRankedSelect) call;
            SqlSelect select = ranked.withoutRanking();
            SqlNodeList orderBy = select.getOrderList();
            select.setOrderBy(null);
            select.setOffset(null);
            select.setFetch(null);
            SqlSelectOperator.INSTANCE.unparse(writer, select, 0, 0);
            writer.newlineAndIndent();
            ranked.ranking.unparse(writer, 0, 0);
            if (orderBy != null && !orderBy.isEmpty()) {
                writer.newlineAndIndent();
                writer.keyword("ORDER BY");
                writer.list(SqlWriter.FrameTypeEnum.ORDER_BY_LIST, SqlWriter.COMMA, orderBy);
            }
            writer.fetchOffset(ranked.getFetch(), ranked.getOffset());
        }
    }
}
