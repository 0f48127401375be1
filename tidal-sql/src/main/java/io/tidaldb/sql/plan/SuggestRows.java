package io.tidaldb.sql.plan;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.rank.FilterScan;
import io.tidaldb.rank.RowValues;
import io.tidaldb.rank.expression.Expression;
import io.tidaldb.rank.expression.Values;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.TextIndexDefinition;
import io.tidaldb.sql.function.SuggestOperator;
import io.tidaldb.sql.relation.RowReader;
import io.tidaldb.sql.runtime.StatementContext;
import io.tidaldb.table.Table;
import io.tidaldb.text.Completion;
import io.tidaldb.text.CompletionQuery;
import io.tidaldb.text.TextView;

import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Runs {@link Suggestions}. */
final class SuggestRows implements RowSource {
    private static final int MAX_SIZE = 1_000;

    private final TextIndexDefinition index;
    private final int place;
    private final RowExpression typed;
    private final RowExpression whole;
    private final RowExpression fuzzy;
    private final RowExpression size;
    private final Compiled<Program> program;

    /**
     * @param filter which rows count; null for all
     */
    private record Program(FilterScan filter, Expression popularity) {}

    SuggestRows(Suggestions suggestions, RexBuilder rexBuilder, Schema schema) {
        RowExpressions constants = RowExpressions.ofConstants(rexBuilder);
        List<RexNode> operands = suggestions.operands();
        this.index =
                (TextIndexDefinition) schema.index(suggestions.operator().index()).orElseThrow();
        this.place = suggestions.operator().place();
        this.typed = constants.compile(operands.get(SuggestOperator.TYPED));
        this.whole = constants.compile(operands.get(SuggestOperator.WHOLE));
        this.fuzzy = constants.compile(operands.get(SuggestOperator.FUZZY));
        this.size = constants.compile(operands.get(SuggestOperator.SIZE));
        this.program =
                new Compiled<>(
                        () ->
                                new ScanCompiler(
                                        suggestions.relation(),
                                        schema,
                                        rexBuilder,
                                        suggestions.rowType()),
                        compiler ->
                                new Program(
                                        suggestions.condition() == null
                                                ? null
                                                : new FilterScan(
                                                        compiler.predicate(
                                                                suggestions.condition())),
                                        compiler.expression(suggestions.popularity())));
    }

    @Override
    public Enumerable<Object[]> rows(StatementContext context) {
        String text = (String) typed.evaluate(context, null);
        int wanted = RowCounts.check("size", size, context, 0);
        if (wanted > MAX_SIZE) {
            throw new TidalException(
                    ErrorCode.INVALID_VALUE, "size is " + wanted + "; at most 1000 are suggested");
        }
        if (text == null) {
            context.warn("SUGGEST was given NULL: there is nothing to complete");
            return Linq4j.emptyEnumerable();
        }
        CompletionQuery query =
                new CompletionQuery(
                        text,
                        place,
                        Boolean.TRUE.equals(whole.evaluate(context, null))
                                ? CompletionQuery.Unit.WHOLE
                                : CompletionQuery.Unit.WORD,
                        Boolean.TRUE.equals(fuzzy.evaluate(context, null)));
        Compiled.Bound<Program> bound = program.bind();
        Table table = bound.compiler().table();
        Values values = bound.compiler().values(context);
        FilterScan filter = bound.program().filter();
        TableSource source = TableSource.all(table, context);
        List<Completion> found;
        try (FilterScan.Candidates candidates =
                        filter == null ? null : filter.candidates(source, values, context.now());
                TextView view = context.store().index(index.id()).texts();
                RowValues popularity =
                        new RowValues(
                                bound.program().popularity(), source, values, context.now())) {
            IntPredicate accepted = candidates == null ? null : PassingRows.of(candidates)::passes;
            found = view.complete(query, wanted, accepted, popularity::value);
        }
        return Linq4j.asEnumerable(rows(found, table, query.unit()));
    }

    private List<Object[]> rows(List<Completion> found, Table table, CompletionQuery.Unit unit) {
        int key = table.definition().primaryKey().getFirst();
        int[] columns = {key, index.columns().get(place).column()};
        int[] ordinals = found.stream().mapToInt(Completion::ordinal).toArray();
        List<Object[]> read = RowReader.read(table, ordinals, columns);
        List<Object[]> rows = new ArrayList<>(found.size());
        for (int i = 0; i < ordinals.length; i++) {
            Object[] row = read.get(i);
            // A row may be deleted between the search and the reading.
            if (row == null) {
                continue;
            }
            Completion completion = found.get(i);
            boolean asWritten = unit == CompletionQuery.Unit.WHOLE && row[1] != null;
            rows.add(
                    new Object[] {
                        asWritten ? row[1] : completion.text(),
                        completion.weight(),
                        completion.exact(),
                        row[0]
                    });
        }
        return rows;
    }
}
