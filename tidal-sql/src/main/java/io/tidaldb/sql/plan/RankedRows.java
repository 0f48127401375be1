package io.tidaldb.sql.plan;

import io.tidaldb.column.Column;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.rank.RankedQuery;
import io.tidaldb.rank.RankedResult;
import io.tidaldb.rank.RankedScan;
import io.tidaldb.rank.diversity.Cap;
import io.tidaldb.rank.expression.LongOperand;
import io.tidaldb.rank.expression.Values;
import io.tidaldb.sql.runtime.StatementContext;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;

/** Runs a {@link RankedTableScan}. */
final class RankedRows implements RowSource {
    private final Compiled<RankedProgram> program;
    private final RowExpression offset;
    private final RowExpression fetch;

    /** The engine's scan and what computes the select list for the rows that it finds. */
    private record RankedProgram(RankedScan scan, OutputColumns outputs) {}

    RankedRows(RankedTableScan scan) {
        RowExpressions constants =
                new RowExpressions(
                        scan.getCluster().getRexBuilder(),
                        scan.getCluster().getTypeFactory().builder().build());
        this.offset = scan.offset() == null ? null : constants.compile(scan.offset());
        this.fetch = scan.fetch() == null ? null : constants.compile(scan.fetch());
        this.program =
                new Compiled<>(scan.getCluster(), scan.getTable(), c -> compile(scan, c));
    }

    private static RankedProgram compile(RankedTableScan scan, ScanCompiler compiler) {
        List<Cap> caps = new ArrayList<>();
        for (int i = 0; i < scan.caps().size(); i++) {
            caps.add(cap(scan, i, compiler));
        }
        RankedQuery query =
                new RankedQuery(
                        compiler.predicate(scan.condition()),
                        compiler.expression(scan.score()),
                        caps,
                        scan.operator().isStrict());
        return new RankedProgram(
                new RankedScan(query), new OutputColumns(scan.outputs(), compiler));
    }

    private static Cap cap(RankedTableScan scan, int index, ScanCompiler compiler) {
        String name = scan.operator().capNames().get(index);
        RexNode node = scan.caps().get(index);
        Column column =
                node instanceof RexInputRef ref ? compiler.table().column(ref.getIndex()) : null;
        if (column == null) {
            throw new TidalException(
                    ErrorCode.FEATURE_NOT_SUPPORTED,
                    "DIVERSIFY BY "
                            + name
                            + " needs a column held in memory: a number, a time, a boolean, or"
                            + " strings with no more than 65,536 different values");
        }
        LongOperand max = compiler.operands().longOperand(scan.capMaximum(index), 0);
        return new Cap(name, column, max);
    }

    @Override
    public Enumerable<Object[]> rows(StatementContext context) {
        Compiled.Bound<RankedProgram> bound = program.bind();
        Values values = bound.compiler().values(context);
        int skipped = RowCounts.check("OFFSET", offset, context, 0);
        int limit = RowCounts.check("LIMIT", fetch, context, Integer.MAX_VALUE);
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
        return Linq4j.asEnumerable(bound.program().outputs().rows(result, context));
    }
}
