package io.tidaldb.sql.rewrite;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.schema.Schema;
import io.tidaldb.sql.ast.SqlRankedSelect;
import io.tidaldb.sql.function.RankingFunctions;
import io.tidaldb.sql.parse.Positions;

import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSnapshot;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.util.SqlShuttle;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Walks a statement with the tables in scope at hand and replaces what plain SQL lacks. Used for
 * one statement and by one thread.
 */
public final class StatementRewriter extends SqlShuttle {
    private static final Set<String> SIGNAL_FUNCTIONS =
            Set.of("DECAY", "VELOCITY", "COUNT_OVER", "MARKED", "MARKED_BY");

    private final Schema schema;
    private final SignalCalls signalCalls;
    private final MarkCalls markCalls;
    private final UserPredicates userPredicates;
    private final RankedSelects rankedSelects;
    private final Set<String> withNames = new HashSet<>();
    private Scope scope;

    public StatementRewriter(Schema schema) {
        this.schema = schema;
        this.signalCalls = new SignalCalls(schema);
        this.markCalls = new MarkCalls(schema, signalCalls);
        this.userPredicates = new UserPredicates(schema);
        this.rankedSelects = new RankedSelects(schema, userPredicates, this);
    }

    /** The statement in plain SQL; the given tree must not be used any more. */
    public SqlNode rewrite(SqlNode statement) {
        ColumnLabels.apply(statement, this);
        return statement.accept(this);
    }

    static boolean takesSignal(SqlCall call) {
        return SIGNAL_FUNCTIONS.contains(call.getOperator().getName().toUpperCase(Locale.ROOT));
    }

    Scope scope() {
        return scope;
    }

    Scope scopeOf(SqlSelect select) {
        return Scope.of(scope, select.getFrom(), schema, withNames);
    }

    /** Rewrites a node as it stands inside a scope. */
    SqlNode rewriteIn(Scope inner, SqlNode node) {
        if (node == null) {
            return null;
        }
        Scope outer = scope;
        scope = inner;
        try {
            return node.accept(this);
        } finally {
            scope = outer;
        }
    }

    /** Rewrites the sub-queries of FROM, in which the names beside them are not in scope. */
    SqlNode rewriteFrom(SqlNode from) {
        return from == null ? null : from.accept(new FromShuttle());
    }

    @Override
    public SqlNode visit(SqlCall call) {
        return switch (call) {
            case SqlOrderBy orderBy -> orderBy(orderBy);
            case SqlRankedSelect ranked -> rankedSelects.rewrite(ranked, null, null);
            case SqlSelect select -> select(select);
            case SqlWith with -> with(with, null);
            case SqlBasicCall basic when basic.getKind() == SqlKind.AS -> {
                basic.setOperand(0, basic.operand(0).accept(this));
                yield basic;
            }
            default -> {
                SqlNode function = function(call);
                yield function != null ? function : super.visit(call);
            }
        };
    }

    private SqlNode function(SqlCall call) {
        if (!(call.getOperator() instanceof SqlFunction)) {
            return null;
        }
        SqlNode signal = signalCalls.rewrite(call, scope);
        if (signal == null) {
            signal = markCalls.rewrite(call, scope);
        }
        if (signal != null) {
            return signal;
        }
        return switch (call.getOperator().getName().toUpperCase(Locale.ROOT)) {
            case "FRESHNESS" ->
                    ofTime(RankingFunctions.FRESHNESS, RankingFunctions.FRESHNESS_AS_OF, call);
            case "AGE" -> ofTime(RankingFunctions.AGE, RankingFunctions.AGE_AS_OF, call);
            case "RANK_SCORE" -> {
                if (call.operandCount() > 0) {
                    throw Positions.error(ErrorCode.INVALID_STATEMENT, call, "write RANK_SCORE()");
                }
                yield RankingFunctions.RANK_SCORE.createCall(call.getParserPosition());
            }
            case "TEXT_SCORE" -> retrievalScore(RankingFunctions.TEXT_SCORE, call);
            case "VECTOR_SCORE" -> retrievalScore(RankingFunctions.VECTOR_SCORE, call);
            case "RELATED_SCORE" -> retrievalScore(RankingFunctions.RELATED_SCORE, call);
            case "RRF" -> retrievalScore(RankingFunctions.RRF, call);
            case "SNIPPET" -> SnippetCalls.rewrite(call, this);
            default -> null;
        };
    }

    /** What MATCH and NEAR say of a row; 0 where there is neither. */
    private SqlNode retrievalScore(SqlFunction function, SqlCall call) {
        String name = function.getName();
        if (call.operandCount() > 0) {
            throw Positions.error(ErrorCode.INVALID_STATEMENT, call, "write " + name + "()");
        }
        if (scope == null || scope.retrieval() == null) {
            throw Positions.error(
                    ErrorCode.INVALID_STATEMENT,
                    call,
                    name
                            + "() stands in a ranked SELECT, with "
                            + (function.equals(RankingFunctions.RELATED_SCORE)
                                    ? "RELATED ITEM"
                                    : "MATCH or NEAR")
                            + " after RANK");
        }
        SqlParserPos pos = call.getParserPosition();
        return scope.retrieval().equals(Scope.NOTHING)
                ? SqlLiteral.createApproxNumeric("0E0", pos)
                : function.createCall(
                        pos,
                        SqlLiteral.createCharString(scope.retrieval(), pos),
                        scope.entities().getFirst().key(pos));
    }

    /** A function of a moment up to now, or up to the moment of the table that it is about. */
    private SqlNode ofTime(SqlFunction upToNow, SqlFunction asOf, SqlCall call) {
        List<SqlNode> operands = new ArrayList<>();
        call.getOperandList().forEach(o -> operands.add(o.accept(this)));
        SqlNode moment = scope == null ? null : momentOf(call);
        if (moment == null) {
            return upToNow.createCall(call.getParserPosition(), operands);
        }
        operands.add(Moments.copy(moment));
        return asOf.createCall(call.getParserPosition(), operands);
    }

    /** The moment of the stored table whose column a call is about; without columns the first's. */
    private SqlNode momentOf(SqlCall call) {
        List<SqlIdentifier> names = new ArrayList<>();
        for (SqlNode operand : call.getOperandList()) {
            operand.accept(
                    new SqlBasicVisitor<Void>() {
                        @Override
                        public Void visit(SqlIdentifier id) {
                            names.add(id);
                            return null;
                        }
                    });
        }
        return names.isEmpty()
                ? scope.entities().stream().findFirst().map(Scope.Entity::moment).orElse(null)
                : names.stream()
                        .flatMap(name -> scope.ofColumn(name).stream())
                        .findFirst()
                        .map(Scope.Entity::moment)
                        .orElse(null);
    }

    @Override
    public SqlNode visit(SqlIdentifier id) {
        if (scope == null || !id.isSimple() || scope.hasColumn(id.getSimple())) {
            return id;
        }
        boolean seen = id.getSimple().equalsIgnoreCase("SEEN");
        if (!seen && !id.getSimple().equalsIgnoreCase("FOLLOWED")) {
            return id;
        }
        if (scope.forUser() == null) {
            throw Positions.error(
                    ErrorCode.INVALID_STATEMENT,
                    id,
                    id.getSimple().toUpperCase(Locale.ROOT)
                            + " needs to know for whom; add FOR USER to a ranked SELECT");
        }
        Scope.Entity item = scope.entities().getFirst();
        return seen
                ? userPredicates.seen(item, scope.forUser(), id.getParserPosition())
                : userPredicates.followed(item, scope.forUser(), id);
    }

    private SqlNode orderBy(SqlOrderBy orderBy) {
        SqlNode body = orderBy.query instanceof SqlWith with ? with.body : orderBy.query;
        if (body instanceof SqlRankedSelect ranked) {
            if (!orderBy.orderList.isEmpty()) {
                throw Positions.error(
                        ErrorCode.INVALID_STATEMENT,
                        orderBy.orderList,
                        "a ranked SELECT has its order; to sort its rows anew, put it in a"
                                + " sub-query: SELECT * FROM (SELECT …) ORDER BY …");
            }
            return orderBy.query instanceof SqlWith with
                    ? with(with, orderBy)
                    : rankedSelects.rewrite(ranked, orderBy.offset, orderBy.fetch);
        }
        SqlNode query = orderBy.query.accept(this);
        Scope inner = orderBy.query instanceof SqlSelect select ? scopeOf(select) : scope;
        SqlNodeList order = (SqlNodeList) rewriteIn(inner, orderBy.orderList);
        return new SqlOrderBy(
                orderBy.getParserPosition(), query, order, orderBy.offset, orderBy.fetch);
    }

    private SqlNode with(SqlWith with, SqlOrderBy limits) {
        for (SqlNode item : with.withList) {
            SqlWithItem definition = (SqlWithItem) item;
            if (definition.recursive.booleanValue()) {
                throw Positions.error(
                        ErrorCode.FEATURE_NOT_SUPPORTED, item, "WITH RECURSIVE is not supported");
            }
            definition.query = definition.query.accept(this);
            withNames.add(definition.name.getSimple().toLowerCase(Locale.ROOT));
        }
        with.body =
                with.body instanceof SqlRankedSelect ranked && limits != null
                        ? rankedSelects.rewrite(ranked, limits.offset, limits.fetch)
                        : with.body.accept(this);
        return with;
    }

    private SqlNode select(SqlSelect select) {
        Scope inner = scopeOf(select);
        select.setFrom(rewriteFrom(select.getFrom()));
        select.setSelectList((SqlNodeList) rewriteIn(inner, select.getSelectList()));
        select.setWhere(rewriteIn(inner, select.getWhere()));
        select.setGroupBy((SqlNodeList) rewriteIn(inner, select.getGroup()));
        select.setHaving(rewriteIn(inner, select.getHaving()));
        select.setQualify(rewriteIn(inner, select.getQualify()));
        select.setOrderBy((SqlNodeList) rewriteIn(inner, select.getOrderList()));
        return select;
    }

    /** In FROM only queries are rewritten: identifiers there are names of tables. */
    private final class FromShuttle extends SqlShuttle {
        @Override
        public SqlNode visit(SqlCall call) {
            return switch (call) {
                case SqlOrderBy query -> query.accept(StatementRewriter.this);
                case SqlSelect query -> query.accept(StatementRewriter.this);
                case SqlWith query -> query.accept(StatementRewriter.this);
                case SqlSnapshot snapshot -> {
                    Moments.requirePast(snapshot, schema, withNames);
                    yield new SqlSnapshot(
                            snapshot.getParserPosition(),
                            snapshot.getTableRef(),
                            Moments.of(snapshot));
                }
                default -> super.visit(call);
            };
        }
    }
}
