package io.tidaldb.sql.plan;

import io.tidaldb.column.Blocks;
import io.tidaldb.column.DoubleColumn;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.ledger.RelatedItems;
import io.tidaldb.rank.FilterScan;
import io.tidaldb.rank.expression.Values;
import io.tidaldb.rank.topk.RowHeap.SortedRows;
import io.tidaldb.rank.topk.TopRows;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.sql.function.RankingFunctions;
import io.tidaldb.sql.runtime.Retrieval;
import io.tidaldb.sql.runtime.StatementContext;
import io.tidaldb.table.Table;
import io.tidaldb.vector.OrdinalFilter;

import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The sources of candidates that know neither text nor vectors: partners of an item, and what is
 * true of the statement's user. Those that put their rows in an order give no more than LIMIT says.
 */
final class CandidateSources {
    private static final Set<Object> OPERATORS =
            Set.of(
                    RankingFunctions.RELATED_TO,
                    RankingFunctions.CANDIDATE_IF,
                    RankingFunctions.CANDIDATE_BY,
                    RankingFunctions.CANDIDATE_LIMIT);

    private static final int NO_LIMIT = -1;

    /** The partners of an item, which an operand of the statement names. */
    private record Related(SignalDefinition signal, int item) {}

    private final List<Related> related = new ArrayList<>();
    private final List<FilterScan> sets = new ArrayList<>();
    private final List<Function<Values, DoubleColumn>> counts = new ArrayList<>();
    private int limit = NO_LIMIT;

    CandidateSources(List<RexNode> sources, Schema schema, ScanCompiler compiler) {
        for (RexNode source : sources) {
            RexCall call = (RexCall) source;
            RexNode first = call.getOperands().get(1);
            if (call.getOperator().equals(RankingFunctions.RELATED_TO)) {
                SignalDefinition signal = schema.signal(text(first)).orElseThrow();
                int item = compiler.operands().index(call.getOperands().get(2));
                related.add(new Related(signal, item));
            } else if (call.getOperator().equals(RankingFunctions.CANDIDATE_IF)) {
                sets.add(new FilterScan(compiler.predicate(first)));
            } else if (call.getOperator().equals(RankingFunctions.CANDIDATE_BY)) {
                counts.add(compiler.measures().marks((RexCall) Operands.stripWidening(first)));
            } else {
                limit = compiler.operands().index(first);
            }
        }
    }

    /** Whether a condition stands for such a source. */
    static boolean isSource(RexNode node) {
        return node instanceof RexCall call && OPERATORS.contains(call.getOperator());
    }

    private static String text(RexNode node) {
        return ((RexLiteral) Operands.stripWidening(node)).getValueAs(String.class);
    }

    /** Whether there are none. */
    boolean isEmpty() {
        return related.isEmpty() && sets.isEmpty() && counts.isEmpty();
    }

    /** Whether there is a LIMIT. */
    boolean isLimited() {
        return limit != NO_LIMIT;
    }

    /** How many rows each source gives at most. */
    int limit(Values values) {
        if (!isLimited()) {
            return Integer.MAX_VALUE;
        }
        Long rows = (Long) values.get(limit);
        if (rows == null || rows < 0) {
            throw new TidalException(
                    ErrorCode.INVALID_VALUE,
                    "LIMIT of CANDIDATES FROM must be 0 or more, but is "
                            + (rows == null ? "NULL" : rows));
        }
        return (int) Math.min(rows, Integer.MAX_VALUE);
    }

    /**
     * Adds their rows to what was found.
     *
     * @param passing which rows the other conditions let pass, or null for all
     */
    void addTo(
            Retrieval retrieval,
            Table table,
            Values values,
            StatementContext context,
            OrdinalFilter passing) {
        int most = limit(values);
        for (Related source : related) {
            addPartners(source, retrieval, table, values, context, passing, most);
        }
        for (Function<Values, DoubleColumn> source : counts) {
            addCounted(source.apply(values), retrieval, table, passing, most);
        }
        TableSource rows = TableSource.all(table, context);
        for (FilterScan set : sets) {
            try (FilterScan.Cursor cursor = set.open(rows, values, context.now())) {
                while (cursor.next()) {
                    for (int i = 0; i < cursor.count(); i++) {
                        retrieval.include(cursor.ordinals()[i]);
                    }
                }
            }
        }
    }

    private static void addPartners(
            Related source,
            Retrieval retrieval,
            Table table,
            Values values,
            StatementContext context,
            OrdinalFilter passing,
            int most) {
        Object key = values.get(source.item);
        if (key == null) {
            context.warn("RELATED ITEM was given NULL: nothing is related");
            return;
        }
        int item = table.ordinal(key);
        if (item < 0) {
            throw new TidalException(
                    ErrorCode.UNKNOWN_ENTITY,
                    "RELATED ITEM: there is no row " + key + " in " + table.definition().name());
        }
        RelatedItems items = context.store().related(source.signal.id());
        RelatedItems.Partners partners = items.of(item);
        int count = Math.min(most, partners.items().length);
        if (count == 0) {
            return;
        }
        TopRows top = new TopRows(count, table::compareKeys);
        for (int i = 0; i < partners.items().length; i++) {
            offer(partners.items()[i], items.score(item, partners, i), table, passing, top);
        }
        SortedRows best = top.drain();
        for (int i = 0; i < best.ordinals().length; i++) {
            retrieval.relate(best.ordinals()[i], best.scores()[i]);
        }
    }

    private static void addCounted(
            DoubleColumn counts,
            Retrieval retrieval,
            Table table,
            OrdinalFilter passing,
            int most) {
        if (most == 0) {
            return;
        }
        TopRows top = most == Integer.MAX_VALUE ? null : new TopRows(most, table::compareKeys);
        for (int block = 0; block < counts.pageCount(); block++) {
            if (counts.page(block) == null) {
                continue;
            }
            int first = block << Blocks.SHIFT;
            for (int ordinal = first; ordinal < first + Blocks.SIZE; ordinal++) {
                double count = counts.value(ordinal);
                if (count > 0 && top == null) {
                    retrieval.include(ordinal);
                } else if (count > 0) {
                    offer(ordinal, count, table, passing, top);
                }
            }
        }
        if (top != null) {
            for (int ordinal : top.drain().ordinals()) {
                retrieval.include(ordinal);
            }
        }
    }

    private static void offer(
            int ordinal, double score, Table table, OrdinalFilter passing, TopRows top) {
        boolean passes = passing == null ? table.isLive(ordinal) : passing.passes(ordinal);
        if (passes && top.admits(ordinal, score)) {
            top.offer(ordinal, score);
        }
    }

    private static Object limit(RexNode node) {
        return node instanceof RexLiteral literal ? literal.getValueAs(Long.class) : node;
    }

    /** For EXPLAIN: all sources of a SELECT, text and vectors included. */
    static String describe(RankedSelect select) {
        List<String> all = new ArrayList<>();
        RetrievalProgram.describe(select.retrieved()).ifPresent(all::add);
        String limited = "";
        for (RexNode source : select.sources()) {
            RexCall call = (RexCall) source;
            RexNode first = call.getOperands().get(1);
            if (call.getOperator().equals(RankingFunctions.RELATED_TO)) {
                all.add("partners of an item in signal " + text(first));
            } else if (call.getOperator().equals(RankingFunctions.CANDIDATE_LIMIT)) {
                limited = "; at most " + limit(first) + " of each that has an order";
            } else if (call.getOperator().equals(RankingFunctions.CANDIDATE_BY)) {
                all.add("rows with " + first + " > 0");
            } else {
                all.add("rows with " + first);
            }
        }
        return String.join("; ", all) + limited;
    }
}
