package io.tidaldb.sql.plan;

import io.tidaldb.rank.expression.Values;
import io.tidaldb.schema.TextIndexDefinition;
import io.tidaldb.sql.runtime.StatementContext;
import io.tidaldb.text.TextHits;
import io.tidaldb.text.TextQuery;
import io.tidaldb.text.TextSearch;
import io.tidaldb.text.TextView;
import io.tidaldb.vector.OrdinalFilter;

import java.util.function.IntPredicate;

/**
 * MATCH: rows by their words.
 *
 * @param index what is searched
 * @param text which operand is looked for
 * @param fuzzy whether words may be misspelt
 * @param decides whether the order is by its score alone, so that only the best matter
 */
record TextSource(TextIndexDefinition index, int text, boolean fuzzy, boolean decides) {
    /** What was looked for and what was found. */
    record Found(TextQuery query, TextHits hits) {}

    /**
     * @param passing which rows may be found; null for all
     * @param wanted how many rows the statement is to rank at least
     * @param most how many may be found; {@link Integer#MAX_VALUE} for all
     */
    Found search(
            Values values, StatementContext context, OrdinalFilter passing, int wanted, int most) {
        IntPredicate accepted = passing == null ? null : passing::passes;
        try (TextView view = view(context)) {
            TextQuery query = query(values, context, view);
            TextSearch search = view.search(query);
            boolean best = decides || most < Integer.MAX_VALUE;
            TextHits hits =
                    best
                            ? search.top(decides ? Math.min(wanted, most) : most, accepted)
                            : search.all(accepted);
            if (context.stages() != null) {
                context.stages()
                        .add(
                                "match",
                                hits.size(),
                                (best ? "best" : "all")
                                        + " matches of text index "
                                        + index.name()
                                        + " by BM25, exact, for "
                                        + query);
            }
            return new Found(query, hits);
        }
    }

    /** The index as it is now. */
    TextView view(StatementContext context) {
        return context.store().index(index.id()).texts();
    }

    private TextQuery query(Values values, StatementContext context, TextView texts) {
        String typed = (String) values.get(text);
        if (typed == null) {
            context.warn("MATCH was given NULL: nothing matches");
            typed = "";
        }
        TextQuery parsed =
                TextQuery.parse(
                        typed,
                        texts.definition(),
                        fuzzy ? TextQuery.Options.FUZZY : TextQuery.Options.DEFAULT);
        if (parsed.isCut()) {
            context.warn(
                    "only the first "
                            + TextQuery.MAX_WORDS
                            + " words and "
                            + TextQuery.MAX_LENGTH
                            + " characters of MATCH's text are looked for");
        }
        return parsed;
    }
}
