package io.tidaldb.sql.plan;

import io.tidaldb.schema.Schema;
import io.tidaldb.sql.relation.EntityRelation;
import io.tidaldb.sql.relation.SignalRelation;
import io.tidaldb.sql.relation.StoredRelation;

import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.metadata.RelMdUtil;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlExplainLevel;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Reads a relation: some of its columns and, of a stored table or of events, the rows that satisfy
 * a condition.
 */
final class RelationScan extends TableScan implements EnumerableRel {
    private final RelOptTable source;
    private final List<Integer> projection;
    private final RexNode condition;
    private final RexNode moment;

    private RelationScan(
            RelOptCluster cluster,
            RelOptTable source,
            List<Integer> projection,
            RexNode condition,
            RexNode moment) {
        super(
                cluster,
                cluster.traitSetOf(EnumerableConvention.INSTANCE),
                List.of(),
                ProjectedColumns.of(source, projection));
        this.source = source;
        this.projection = List.copyOf(projection);
        this.condition = condition;
        this.moment = moment;
    }

    /** All rows and columns. */
    static RelationScan of(TableScan scan) {
        List<Integer> all =
                IntStream.range(0, scan.getTable().getRowType().getFieldCount()).boxed().toList();
        return new RelationScan(scan.getCluster(), scan.getTable(), all, null, null);
    }

    /** The same columns of fewer rows; the condition counts in this scan's output columns. */
    RelationScan filter(RexNode over) {
        RexNode onTable =
                over.accept(
                        new RexShuttle() {
                            @Override
                            public RexNode visitInputRef(RexInputRef ref) {
                                return new RexInputRef(
                                        projection.get(ref.getIndex()), ref.getType());
                            }
                        });
        RexNode both =
                condition == null
                        ? onTable
                        : RexUtil.composeConjunction(
                                getCluster().getRexBuilder(), List.of(condition, onTable));
        return new RelationScan(getCluster(), source, projection, both, moment);
    }

    /** Some of this scan's output columns. */
    RelationScan project(List<Integer> outputs) {
        return new RelationScan(
                getCluster(),
                source,
                outputs.stream().map(projection::get).toList(),
                condition,
                moment);
    }

    /**
     * The relation as of a moment.
     *
     * @param at an expression without columns
     */
    RelationScan asOf(RexNode at) {
        return new RelationScan(getCluster(), source, projection, condition, at);
    }

    StoredRelation relation() {
        return source.unwrapOrThrow(StoredRelation.class);
    }

    boolean isEntity() {
        return relation() instanceof EntityRelation;
    }

    /** Whether it can pass over the rows that do not satisfy a condition. */
    boolean testsConditions() {
        return isEntity() || relation() instanceof SignalRelation;
    }

    List<Integer> projection() {
        return projection;
    }

    /** All of the relation's columns, in which the condition counts. */
    RelDataType sourceRowType() {
        return source.getRowType();
    }

    /** Over all of the relation's columns; null without one. */
    RexNode condition() {
        return condition;
    }

    /** The moment as of which it is; null for now. */
    RexNode moment() {
        return moment;
    }

    /** Called when the planner finds that not all columns are used. */
    @Override
    public RelNode project(
            ImmutableBitSet used, Set<RelDataTypeField> extra, RelBuilder relBuilder) {
        return extra.isEmpty() ? project(used.asList()) : super.project(used, extra, relBuilder);
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return this;
    }

    @Override
    public double estimateRowCount(RelMetadataQuery metadata) {
        return condition == null ? table.getRowCount() : passingRows();
    }

    /** About how many rows satisfy the condition. */
    private double passingRows() {
        double share =
                relation() instanceof EntityRelation entity
                        ? new Selectivity(
                                        new ScanCompiler(
                                                entity,
                                                getCluster()
                                                        .getPlanner()
                                                        .getContext()
                                                        .unwrapOrThrow(Schema.class),
                                                getCluster().getRexBuilder(),
                                                sourceRowType()))
                                .of(condition)
                        : RelMdUtil.guessSelectivity(condition);
        return Math.max(1, table.getRowCount() * share);
    }

    @Override
    public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery metadata) {
        return planner.getCostFactory()
                .makeCost(estimateRowCount(metadata), table.getRowCount() / 10 + 1, 0);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return explainCondition(
                super.explainTerms(writer).item("columns", getRowType().getFieldNames()));
    }

    /** Which rows it reads; where a user reads it, also about how many. */
    RelWriter explainCondition(RelWriter writer) {
        writer.itemIf("filter", condition, condition != null);
        if (condition != null
                && isEntity()
                && writer.getDetailLevel() == SqlExplainLevel.EXPPLAN_ATTRIBUTES) {
            writer.item("rows", Math.round(passingRows()));
        }
        return writer.itemIf("as of", moment, moment != null);
    }

    @Override
    public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
        return OperatorRows.implement(implementor, this, RelationRows.of(this));
    }
}
