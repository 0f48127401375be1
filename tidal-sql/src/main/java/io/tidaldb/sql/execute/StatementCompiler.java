package io.tidaldb.sql.execute;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.session.ColumnDescription;
import io.tidaldb.session.ValueType;
import io.tidaldb.sql.ast.SqlExplainAnalyze;
import io.tidaldb.sql.ast.SqlShow;
import io.tidaldb.sql.ast.SqlShowColumns;
import io.tidaldb.sql.ast.SqlShowCreate;
import io.tidaldb.sql.parse.Positions;
import io.tidaldb.sql.parse.TidalParser;
import io.tidaldb.sql.plan.PlannedQuery;
import io.tidaldb.sql.plan.RowSource;
import io.tidaldb.sql.plan.StatementPlanner;
import io.tidaldb.sql.rewrite.SharedLiterals;
import io.tidaldb.sql.rewrite.StatementRewriter;
import io.tidaldb.sql.runtime.Stages;
import io.tidaldb.sql.text.Literal;
import io.tidaldb.sql.type.SqlTypes;

import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.SqlDelete;
import org.apache.calcite.sql.SqlDescribeTable;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlExplain;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlMerge;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlBasicVisitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Decides what a statement is and plans it. */
final class StatementCompiler {
    private final StatementPlanner planner;

    StatementCompiler(StatementPlanner planner) {
        this.planner = planner;
    }

    /** Plans a statement, with as many of its literals as parameters as the plan allows. */
    PlanCache.Made compile(String sql, List<Literal> literals) {
        return Failures.translated(
                () -> {
                    SqlNode node = TidalParser.parseStatement(sql);
                    CompiledStatement planless = planless(sql, node);
                    return planless == null
                            ? compile(node, literals)
                            : new PlanCache.Made(
                                    planless, new SharedLiterals.Slot[literals.size()]);
                });
    }

    /**
     * What needs no plan, or null. A definition is parsed anew for each execution, since executing
     * it uses its tree up.
     */
    private CompiledStatement planless(String sql, SqlNode node) {
        return Definitions.of(node) == null
                ? Operations.of(node, planner.catalog().typeFactory())
                : new CompiledStatement.Definition(
                        (engine, cancellation) ->
                                Definitions.of(TidalParser.parseStatement(sql))
                                        .run(engine, cancellation));
    }

    private PlanCache.Made compile(SqlNode node, List<Literal> literals) {
        int parameters = countParameters(node);
        SharedLiterals shared =
                new SharedLiterals(planner.catalog().schema(), literals, parameters);
        CompiledStatement statement =
                node.isA(SqlKind.QUERY)
                        ? query(shared.extract(node), parameters)
                        : compile(node, parameters);
        return new PlanCache.Made(statement, shared.slots());
    }

    private CompiledStatement compile(SqlNode node, int parameters) {
        return switch (node) {
            case SqlShow show -> query(ShowStatements.list(show), 0);
            case SqlShowColumns show ->
                    query(ShowStatements.columns(show.table(), show.pattern(), planner), 0);
            case SqlDescribeTable describe ->
                    query(
                            ShowStatements.columns(
                                    describe.getTable(), java.util.Optional.empty(), planner),
                            0);
            case SqlShowCreate show ->
                    query(ShowStatements.create(show, planner.catalog().schema()), 0);
            case SqlExplain explain -> explain(explain, parameters);
            case SqlExplainAnalyze explain -> analyze(explain, parameters);
            case SqlInsert insert -> modification(Inserts.of(insert, this), parameters);
            case SqlUpdate update -> modification(Updates.of(update, this), parameters);
            case SqlDelete delete -> modification(Deletes.of(delete, this), parameters);
            case SqlMerge merge -> modification(Merges.of(merge, this), parameters);
            default ->
                    throw Positions.error(
                            ErrorCode.FEATURE_NOT_SUPPORTED,
                            node,
                            node.getKind().lowerName.replace('_', ' ')
                                    + " statements are not supported");
        };
    }

    StatementPlanner planner() {
        return planner;
    }

    /** Rewrites and plans a query or an INSERT. */
    PlannedQuery plan(SqlNode node) {
        return planner.plan(rewrite(node));
    }

    SqlNode rewrite(SqlNode node) {
        return new StatementRewriter(planner.catalog().schema()).rewrite(node);
    }

    private CompiledStatement query(SqlNode node, int parameters) {
        return query(plan(node), parameters);
    }

    private CompiledStatement query(PlannedQuery plan, int parameters) {
        List<RelDataType> types = parameterTypes(plan.parameterTypes(), parameters);
        return new CompiledStatement.Query(
                planner.catalog().schema().version(),
                types,
                describe(types),
                plan,
                columns(plan.rowType()));
    }

    private CompiledStatement explain(SqlExplain explain, int parameters) {
        if (!explain.getExplicandum().isA(SqlKind.QUERY)) {
            throw Positions.error(
                    ErrorCode.FEATURE_NOT_SUPPORTED,
                    explain.getExplicandum(),
                    "EXPLAIN PLAN explains queries only");
        }
        PlannedQuery plan = plan(explain.getExplicandum());
        List<Object[]> lines = plan.explanation().lines().map(line -> new Object[] {line}).toList();
        RelDataType rowType =
                planner.catalog()
                        .typeFactory()
                        .builder()
                        .add("PLAN", SqlTypes.varchar(-1, planner.catalog().typeFactory()))
                        .build();
        return query(
                new PlannedQuery(
                        context -> Linq4j.asEnumerable(lines),
                        rowType,
                        plan.parameterTypes(),
                        plan.explanation()),
                parameters);
    }

    /** What each stage that notes it did when the query ran. */
    private CompiledStatement analyze(SqlExplainAnalyze explain, int parameters) {
        PlannedQuery plan = plan(explain.query());
        RelDataTypeFactory types = planner.catalog().typeFactory();
        RelDataType rowType =
                types.builder()
                        .add("stage", SqlTypes.varchar(-1, types))
                        .add("rows", types.createSqlType(SqlTypeName.BIGINT))
                        .add("detail", SqlTypes.varchar(-1, types))
                        .build();
        RowSource stages =
                context -> {
                    Stages noted = context.noteStages();
                    long rows = plan.rows().rows(context).longCount();
                    List<Object[]> lines = new ArrayList<>();
                    for (Stages.Stage stage : noted.list()) {
                        lines.add(new Object[] {stage.name(), stage.rows(), stage.detail()});
                    }
                    lines.add(new Object[] {"result", rows, "rows returned"});
                    return Linq4j.asEnumerable(lines);
                };
        return query(
                new PlannedQuery(stages, rowType, plan.parameterTypes(), plan.explanation()),
                parameters);
    }

    private CompiledStatement modification(PlannedChange planned, int parameters) {
        List<RelDataType> types = parameterTypes(planned.parameterTypes(), parameters);
        return new CompiledStatement.Modification(
                planner.catalog().schema().version(), types, describe(types), planned.change());
    }

    /** A planned modification with the types of the parameters that it uses. */
    record PlannedChange(RowChange change, Map<Integer, RelDataType> parameterTypes) {}

    private static List<RelDataType> parameterTypes(Map<Integer, RelDataType> known, int count) {
        List<RelDataType> types = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            types.add(known.get(i));
        }
        return java.util.Collections.unmodifiableList(types);
    }

    private static List<ValueType> describe(List<RelDataType> types) {
        return types.stream()
                .map(
                        type ->
                                type == null || type.getSqlTypeName() == SqlTypeName.ANY
                                        ? new ValueType(java.sql.Types.OTHER, "ANY", 0, 0, null)
                                        : SqlTypes.describe(type))
                .toList();
    }

    private List<ColumnDescription> columns(RelDataType rowType) {
        List<ColumnDescription> columns = new ArrayList<>();
        for (RelDataTypeField field : rowType.getFieldList()) {
            columns.add(
                    new ColumnDescription(
                            field.getName(),
                            SqlTypes.describe(field.getType()),
                            field.getType().isNullable(),
                            null));
        }
        return List.copyOf(columns);
    }

    private static int countParameters(SqlNode node) {
        int[] count = {0};
        node.accept(
                new SqlBasicVisitor<Void>() {
                    @Override
                    public Void visit(SqlDynamicParam parameter) {
                        count[0] = Math.max(count[0], parameter.getIndex() + 1);
                        return null;
                    }
                });
        if (count[0] > MAX_PARAMETERS) {
            throw new TidalException(
                    ErrorCode.LIMIT_EXCEEDED,
                    "a statement has at most " + MAX_PARAMETERS + " parameters");
        }
        return count[0];
    }

    private static final int MAX_PARAMETERS = 32_767;
}
