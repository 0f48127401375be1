package io.tidaldb.sql.plan;

import io.tidaldb.column.ArrayColumn;
import io.tidaldb.column.Column;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.rank.RankStatistics;
import io.tidaldb.rank.RankedQuery;
import io.tidaldb.rank.RankedResult;
import io.tidaldb.rank.RankedScan;
import io.tidaldb.rank.diversity.Cap;
import io.tidaldb.rank.expression.LongOperand;
import io.tidaldb.rank.expression.Values;
import io.tidaldb.schema.Schema;
import io.tidaldb.sql.runtime.Retrieval;
import io.tidaldb.sql.runtime.StatementContext;

import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;

import java.util.ArrayList;
import java.util.List;

/** Runs a {@link RankedSelect}. */
final class RankedRows implements RowSource {
    private final Compiled<RankedProgram> program;
    private final PastMoment moment;
    private final RowExpression offset;
    private final RowExpression fetch;

    /**
     * What finds candidates or null, the engine's scan, and what computes the select list for the
     * rows that it finds.
     */
    private record RankedProgram(
            RetrievalProgram retrieval, RankedScan scan, OutputColumns outputs) {}

    RankedRows(RankedSelect select, RexBuilder rexBuilder, Schema schema) {
        RowExpressions constants = RowExpressions.ofConstants(rexBuilder);
        this.moment = PastMoment.of(select.moment(), constants);
        this.offset = select.offset() == null ? null : constants.compile(select.offset());
        this.fetch = select.fetch() == null ? null : constants.compile(select.fetch());
        this.program =
                new Compiled<>(
                        () ->
                                new ScanCompiler(
                                        select.relation(), schema, rexBuilder, select.rowType()),
                        compiler -> compile(select, schema, compiler));
    }

    private static RankedProgram compile(
            RankedSelect select, Schema schema, ScanCompiler compiler) {
        List<Cap> caps = new ArrayList<>();
        for (int i = 0; i < select.caps().size(); i++) {
            caps.add(cap(select, i, compiler));
        }
        RetrievedCondition condition = select.condition();
        RetrievalProgram retrieval =
                condition.retrieved() == null
                        ? null
                        : new RetrievalProgram(
                                condition,
                                caps.isEmpty() ? select.score() : null,
                                VectorScores.areAskedFor(select),
                                schema,
                                compiler);
        RankedQuery query =
                new RankedQuery(
                        // What is found has passed the other conditions.
                        retrieval == null
                                ? compiler.predicate(condition.others())
                                : retrieval.candidates(),
                        compiler.expression(select.score()),
                        caps,
                        select.operator().isStrict());
        return new RankedProgram(
                retrieval, new RankedScan(query), new OutputColumns(select.outputs(), compiler));
    }

    private static Cap cap(RankedSelect select, int index, ScanCompiler compiler) {
        String name = select.operator().capNames().get(index);
        RexNode node = select.caps().get(index);
        Column column =
                node instanceof RexInputRef ref ? compiler.table().column(ref.getIndex()) : null;
        if (column == null || column instanceof ArrayColumn) {
            throw new TidalException(
                    ErrorCode.FEATURE_NOT_SUPPORTED,
                    "DIVERSIFY BY "
                            + name
                            + " needs a column held in memory: a number, a time, a boolean, or"
                            + " strings with no more than 65,536 different values");
        }
        LongOperand max = compiler.operands().longOperand(select.capMaximum(index), 0);
        return new Cap(name, column, max);
    }

    @Override
    public Enumerable<Object[]> rows(StatementContext context) {
        moment.check(context);
        Compiled.Bound<RankedProgram> bound = program.bind();
        Values values = bound.compiler().values(context);
        int skipped = RowCounts.check("OFFSET", offset, context, 0);
        int limit = RowCounts.check("LIMIT", fetch, context, Integer.MAX_VALUE);
        RetrievalProgram retrieval = bound.program().retrieval();
        Retrieval found =
                retrieval == null ? null : retrieval.run(bound.compiler().table(), values, context);
        RankedResult result =
                bound.program()
                        .scan()
                        .run(
                                TableSource.all(bound.compiler().table(), context),
                                values,
                                context.now(),
                                skipped,
                                limit);
        result.warnings().forEach(w -> context.warn(w.message()));
        if (context.stages() != null) {
            RankStatistics did = result.statistics();
            context.stages()
                    .add(
                            "rank",
                            did.rowsMatched(),
                            "rows of "
                                    + did.blocksVisited()
                                    + " of "
                                    + did.blocks()
                                    + " blocks of "
                                    + bound.compiler().table().definition().name()
                                    + ", exact");
        }
        return Linq4j.asEnumerable(bound.program().outputs().rows(result, context, found));
    }
}
