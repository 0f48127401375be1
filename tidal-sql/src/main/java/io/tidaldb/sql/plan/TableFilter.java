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
    private final Compiled<Program> program;

    /** What finds candidates or null, and which rows there are. */
    private record Program(RetrievalProgram retrieval, FilterScan filter) {}

    TableFilter(RelationScan scan, EntityRelation entity) {
        RexBuilder rexBuilder = scan.getCluster().getRexBuilder();
        RetrievedCondition condition = RetrievedCondition.of(scan.condition(), rexBuilder);
        Schema schema = scan.getCluster().getPlanner().getContext().unwrapOrThrow(Schema.class);
        RelDataType rowType = scan.sourceRowType();
        this.entity = entity;
        this.moment = PastMoment.of(scan.moment(), RowExpressions.ofConstants(rexBuilder));
        this.program =
                new Compiled<>(
                        () -> new ScanCompiler(entity, schema, rexBuilder, rowType),
                        compiler -> compile(scan.condition(), condition, schema, compiler));
        this.keyLookup =
                condition.retrieved() == null
                        ? KeyLookup.in(scan.condition(), entity.definition(), rexBuilder)
                        : null;
    }

    private static Program compile(
            RexNode whole, RetrievedCondition condition, Schema schema, ScanCompiler compiler) {
        if (condition.retrieved() == null) {
            return new Program(null, new FilterScan(compiler.predicate(whole)));
        }
        RetrievalProgram retrieval = new RetrievalProgram(condition, null, true, schema, compiler);
        return new Program(retrieval, new FilterScan(retrieval.candidates()));
    }

    EntityRelation entity() {
        return entity;
    }

    /** Their ordinals; to be closed. */
    FilterScan.Cursor open(StatementContext context) {
        Compiled.Bound<Program> bound = program.bind();
        Values values = begin(bound, context);
        return bound.program().filter().open(source(context), values, context.now());
    }

    /** How many there are. */
    long count(StatementContext context) {
        Compiled.Bound<Program> bound = program.bind();
        Values values = begin(bound, context);
        return bound.program().filter().count(source(context), values, context.now());
    }

    private Values begin(Compiled.Bound<Program> bound, StatementContext context) {
        moment.check(context);
        Values values = bound.compiler().values(context);
        if (bound.program().retrieval() != null) {
            bound.program().retrieval().runOnce(entity.table(), values, context);
        }
        return values;
    }

    private TableSource source(StatementContext context) {
        return keyLookup == null
                ? TableSource.all(entity.table(), context)
                : TableSource.only(
                        entity.table(), keyLookup.find(context, entity.table()), context);
    }
}
