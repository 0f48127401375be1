package io.tidaldb.sql.plan;

import io.tidaldb.schema.Schema;

import org.apache.calcite.DataContext;
import org.apache.calcite.DataContexts;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableInterpretable;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRules;
import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.plan.Contexts;
import org.apache.calcite.plan.ConventionTraitDef;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.plan.volcano.VolcanoPlanner;
import org.apache.calcite.rel.RelCollationTraitDef;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.metadata.DefaultRelMetadataProvider;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexExecutorImpl;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.runtime.Bindable;
import org.apache.calcite.sql.SqlExplainFormat;
import org.apache.calcite.sql.SqlExplainLevel;
import org.apache.calcite.sql2rel.RelDecorrelator;
import org.apache.calcite.tools.Programs;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the operators of a query. A heuristic pass over the logical plan comes first; what it
 * leaves as one operator of ours runs as it is, without generated code. Everything else goes
 * through the cost-based planner to Calcite's generated operators over our scans.
 */
final class QueryPlanner {
    private static final HepProgram SINGLE_OPERATOR =
            new HepProgramBuilder()
                    .addRuleInstance(RankRule.INSTANCE)
                    .addRuleInstance(SuggestRule.INSTANCE)
                    .addRuleInstance(RelationScanRule.INSTANCE)
                    .addRuleInstance(SnapshotIntoScanRule.INSTANCE)
                    .addRuleCollection(
                            List.of(
                                    CoreRules.PROJECT_REMOVE,
                                    CoreRules.PROJECT_MERGE,
                                    CoreRules.FILTER_MERGE,
                                    CoreRules.PROJECT_VALUES_MERGE,
                                    FilterIntoScanRule.INSTANCE,
                                    ProjectIntoScanRule.INSTANCE,
                                    RowCountRule.OF_SCAN,
                                    RowCountRule.OF_PROJECT))
                    .build();

    /** Puts our operators and conditions where they belong before costs are weighed. */
    private static final HepProgram OWN_OPERATORS =
            new HepProgramBuilder()
                    .addRuleInstance(RankRule.INSTANCE)
                    .addRuleInstance(SuggestRule.INSTANCE)
                    .addRuleInstance(RelationScanRule.INSTANCE)
                    .addRuleInstance(SnapshotIntoScanRule.INSTANCE)
                    .addRuleCollection(
                            List.of(
                                    CoreRules.FILTER_INTO_JOIN,
                                    CoreRules.JOIN_CONDITION_PUSH,
                                    CoreRules.FILTER_PROJECT_TRANSPOSE,
                                    CoreRules.FILTER_AGGREGATE_TRANSPOSE,
                                    CoreRules.FILTER_MERGE,
                                    CoreRules.PROJECT_MERGE,
                                    CoreRules.PROJECT_REMOVE,
                                    FilterIntoScanRule.INSTANCE,
                                    RowCountRule.OF_SCAN,
                                    RowCountRule.OF_PROJECT))
                    .build();

    private final VolcanoPlanner volcano;
    private final RelOptCluster cluster;

    QueryPlanner(Schema schema, RexBuilder rexBuilder, CalciteConnectionConfig config) {
        this.volcano = new VolcanoPlanner(null, Contexts.of(schema, config));
        volcano.addRelTraitDef(ConventionTraitDef.INSTANCE);
        volcano.addRelTraitDef(RelCollationTraitDef.INSTANCE);
        volcano.setExecutor(new RexExecutorImpl(DataContexts.EMPTY));
        this.cluster = RelOptCluster.create(volcano, rexBuilder);
    }

    RelOptCluster cluster() {
        return cluster;
    }

    /** How to run a logical plan, and a description of it. */
    record Program(RowSource rows, String explanation) {}

    Program plan(RelNode logical) {
        RelNode simple = heuristic(SINGLE_OPERATOR, logical);
        RowSource direct = direct(simple);
        if (direct != null) {
            return new Program(direct, explain(simple));
        }
        EnumerableRel physical = costBased(logical);
        Program program = new Program(generate(physical), explain(physical));
        // The plan's code stands alone now; the search space need not live as long as it.
        volcano.clear();
        return program;
    }

    private static RelNode heuristic(HepProgram program, RelNode node) {
        HepPlanner planner = new HepPlanner(program);
        planner.setRoot(node);
        return planner.findBestExp();
    }

    private RowSource direct(RelNode vertex) {
        RelNode node = vertex.stripped();
        return switch (node) {
            case RankedTableScan ranked -> ranked.rows();
            case SuggestScan suggest -> suggest.rows();
            case RelationScan scan -> RelationRows.of(scan);
            case RowCount count -> count.rows();
            case Values values -> literals(values);
            case Project project when isOneRow(project.getInput().stripped()) ->
                    constructor(project.getProjects());
            case Union union when union.all -> {
                List<RowSource> parts = union.getInputs().stream().map(this::direct).toList();
                yield parts.contains(null) ? null : concatenation(parts);
            }
            default -> null;
        };
    }

    private static boolean isOneRow(RelNode node) {
        return node instanceof Values values && values.getTuples().size() == 1;
    }

    /** One row of expressions over parameters, as an INSERT of VALUES has it. */
    private RowSource constructor(List<RexNode> projects) {
        if (!projects.stream().allMatch(Operands::isRowIndependent)) {
            return null;
        }
        RowExpressions constants = RowExpressions.ofConstants(cluster.getRexBuilder());
        List<RowExpression> values = projects.stream().map(constants::compile).toList();
        return context ->
                Linq4j.singletonEnumerable(
                        values.stream().map(v -> v.evaluate(context, null)).toArray());
    }

    private static RowSource concatenation(List<RowSource> parts) {
        return context -> Linq4j.concat(parts.stream().map(p -> p.rows(context)).toList());
    }

    private static RowSource literals(Values values) {
        boolean simple =
                values.getTuples().stream()
                        .allMatch(t -> t.stream().allMatch(LiteralValues::isSimple));
        if (!simple) {
            return null;
        }
        List<Object[]> rows =
                values.getTuples().stream()
                        .map(t -> t.stream().map(QueryPlanner::literal).toArray())
                        .toList();
        return context -> Linq4j.asEnumerable(rows);
    }

    private static Object literal(RexLiteral literal) {
        return LiteralValues.of(literal);
    }

    private EnumerableRel costBased(RelNode logical) {
        RelOptUtil.registerDefaultRules(volcano, false, false);
        volcano.removeRule(EnumerableRules.TO_INTERPRETER);
        volcano.removeRule(EnumerableRules.ENUMERABLE_TABLE_FUNCTION_SCAN_RULE);
        volcano.removeRule(CoreRules.PROJECT_TABLE_SCAN);
        volcano.removeRule(CoreRules.PROJECT_INTERPRETER_TABLE_SCAN);
        // ORDER BY … LIMIT n keeps n rows instead of sorting all of them.
        volcano.addRule(EnumerableRules.ENUMERABLE_LIMIT_SORT_RULE);
        volcano.addRule(RankConverterRule.INSTANCE);
        volcano.addRule(FilterIntoScanRule.INSTANCE);
        volcano.addRule(ProjectIntoScanRule.INSTANCE);
        RelTraitSet wanted =
                logical.getTraitSet().replace(EnumerableConvention.INSTANCE).simplify();
        // Sub-queries become joins first, so that the scans inside them are found, too.
        RelNode flat =
                Programs.subQuery(DefaultRelMetadataProvider.INSTANCE)
                        .run(volcano, logical, wanted, List.of(), List.of());
        RelNode decorrelated =
                RelDecorrelator.decorrelateQuery(
                        flat, RelFactories.LOGICAL_BUILDER.create(cluster, null));
        return (EnumerableRel)
                Programs.standard()
                        .run(
                                volcano,
                                heuristic(OWN_OPERATORS, decorrelated),
                                wanted,
                                List.of(),
                                List.of());
    }

    private static RowSource generate(EnumerableRel physical) {
        Map<String, Object> planObjects = new HashMap<>();
        Bindable<?> bindable =
                EnumerableInterpretable.toBindable(
                        planObjects, null, physical, EnumerableRel.Prefer.ARRAY);
        boolean single = physical.getRowType().getFieldCount() == 1;
        Map<String, Object> frozen = Map.copyOf(planObjects);
        return context -> {
            context.setPlanObjects(frozen);
            Enumerable<?> rows = bindable.bind((DataContext) context);
            return single
                    ? rows.select(value -> new Object[] {value})
                    : rows.select(row -> (Object[]) row);
        };
    }

    private static String explain(RelNode node) {
        return RelOptUtil.dumpPlan(
                        "", node, SqlExplainFormat.TEXT, SqlExplainLevel.EXPPLAN_ATTRIBUTES)
                .stripTrailing();
    }
}
