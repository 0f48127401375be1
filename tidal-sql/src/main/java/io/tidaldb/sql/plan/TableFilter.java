package io.tidaldb.sql.plan;

import io.tidaldb.rank.FilterScan;
import io.tidaldb.rank.expression.Values;
import io.tidaldb.schema.Schema;
import io.tidaldb.sql.relation.EntityRelation;
import io.tidaldb.sql.runtime.StatementContext;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;

/** The rows of a stored table that satisfy a scan's condition, found block by block. */
final class TableFilter {
    private final EntityRelation entity;
    private final PastMoment moment;
    private final KeyLookup keyLookup;
    private final Compiled<FilterScan> filter;

    TableFilter(RelationScan scan, EntityRelation entity) {
        RexBuilder rexBuilder = scan.getCluster().getRexBuilder();
        RexNode condition = scan.condition();
        Schema schema = scan.getCluster().getPlanner().getContext().unwrapOrThrow(Schema.class);
        RelDataType rowType = scan.sourceRowType();
        this.entity = entity;
        this.moment = PastMoment.of(scan.moment(), RowExpressions.ofConstants(rexBuilder));
        this.filter =
                new Compiled<>(
                        () -> new ScanCompiler(entity, schema, rexBuilder, rowType),
                        compiler -> new FilterScan(compiler.predicate(condition)));
        this.keyLookup = KeyLookup.in(condition, entity.definition(), rexBuilder);
    }

    EntityRelation entity() {
        return entity;
    }

    /** Their ordinals; to be closed. */
    FilterScan.Cursor open(StatementContext context) {
        moment.check(context);
        Compiled.Bound<FilterScan> bound = filter.bind();
        Values values = bound.compiler().values(context);
        return bound.program().open(source(context), values, context.now());
    }

    /** How many there are. */
    long count(StatementContext context) {
        moment.check(context);
        Compiled.Bound<FilterScan> bound = filter.bind();
        Values values = bound.compiler().values(context);
        return bound.program().count(source(context), values, context.now());
    }

    private TableSource source(StatementContext context) {
        return keyLookup == null
                ? TableSource.all(entity.table(), context)
                : TableSource.only(
                        entity.table(), keyLookup.find(context, entity.table()), context);
    }
}
