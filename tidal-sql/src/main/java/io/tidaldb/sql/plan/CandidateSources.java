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
import io.tidaldb.sql.runtime.OtherCandidates;
import io.tidaldb.sql.runtime.StatementContext;
import io.tidaldb.table.Table;
import io.tidaldb.vector.OrdinalFilter;

import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;

import java.util.ArrayList;
import java.util.BitSet;
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
    private record Related(SignalDefinition signal, int item, String detail) {}

    /** Rows with more than 0 of something. */
    private record Counted(Function<Values, DoubleColumn> counts, String detail) {}

    /** Rows for which something is true. */
    private record Told(FilterScan filter, String stage, String detail) {}

    private final List<Related> related = new ArrayList<>();
    private final List<Counted> counted = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();
    private int limit = NO_LIMIT;

    CandidateSources(List<RexCall> sources, Schema schema, ScanCompiler compiler) {
        for (RexCall call : sources) {
            RexNode first = call.getOperands().get(1);
            if (call.getOperator().equals(RankingFunctions.RELATED_TO)) {
                SignalDefinition signal = schema.signal(text(first)).orElseThrow();
                int item = compiler.operands().index(call.getOperands().get(2));
                related.add(new Related(signal, item, detail(call)));
            } else if (call.getOperator().equals(RankingFunctions.CANDIDATE_IF)) {
                boolean marked =
                        first instanceof RexCall condition
                                && condition.getOperator().equals(RankingFunctions.MARKED);
                told.add(
                        new Told(
                                new FilterScan(compiler.predicate(first)),
                                marked ? "marked" : "followed",
                                detail(call)));
            } else if (call.getOperator().equals(RankingFunctions.CANDIDATE_BY)) {
                RexCall count = (RexCall) Operands.stripWidening(first);
                counted.add(new Counted(compiler.measures().marks(count), detail(call)));
            } else {
                limit = compiler.operands().index(first);
            }
        }
    }

    /** Whether a condition stands for such a source. */
    static boolean isSource(RexNode node) {
        return node instanceof RexCall call && OPERATORS.contains(call.getOperator());
    }

    /** Whether what it looks for is known before there are rows. */
    static boolean isKnownAtOnce(RexCall source) {
        List<RexNode> operands = source.getOperands();
        if (source.getOperator().equals(RankingFunctions.RELATED_TO)) {
            return Operands.isRowIndependent(operands.get(2));
        }
        return !source.getOperator().equals(RankingFunctions.CANDIDATE_BY)
                || Operands.isRowIndependent(
                        ((RexCall) Operands.stripWidening(operands.get(1))).getOperands().get(1));
    }

    private static String text(RexNode node) {
        return ((RexLiteral) Operands.stripWidening(node)).getValueAs(String.class);
    }

    /** Whether there are none. */
    boolean isEmpty() {
        return related.isEmpty() && counted.isEmpty() && told.isEmpty();
    }

    /** Whether there is a LIMIT. */
    boolean isLimited() {
        return limit != NO_LIMIT;
    }

    /** How many rows each source gives at most; no more than there are where there is a LIMIT. */
    int limit(Table table, Values values) {
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
        return (int) Math.min(rows, table.size());
    }

    /**
     * Their rows.
     *
     * @param passing which rows the other conditions let pass, or null for all
     */
    OtherCandidates find(
            Table table, Values values, StatementContext context, OrdinalFilter passing) {
        OtherCandidates found = new OtherCandidates();
        int most = limit(table, values);
        for (Related source : related) {
            int rows = addPartners(source, found, table, values, context, passing, most);
            note(context, "related", rows, source.detail);
        }
        for (Counted source : counted) {
            DoubleColumn counts = source.counts.apply(values);
            int rows = addCounted(counts, found, table, passing, most);
            note(context, "marked by", rows, source.detail);
        }
        for (Told source : told) {
            int rows = addTold(source, found, table, values, context, passing);
            note(context, source.stage, rows, source.detail);
        }
        return found;
    }

    private static void note(StatementContext context, String stage, int rows, String detail) {
        if (context.stages() != null) {
            context.stages().add(stage, rows, detail + ", exact");
        }
    }

    /** Which of some rows are candidates by what their columns hold now. */
    BitSet byColumns(int[] ordinals, Table table, Values values, StatementContext context) {
        BitSet found = new BitSet();
        for (int ordinal : ordinals) {
            for (Told source : told) {
                if (PassingRows.passes(source.filter, ordinal, table, values, context)) {
                    found.set(ordinal);
                }
            }
        }
        return found;
    }

    private static int addTold(
            Told source,
            OtherCandidates found,
            Table table,
            Values values,
            StatementContext context,
            OrdinalFilter passing) {
        int rows = 0;
        TableSource all = TableSource.all(table, context);
        try (FilterScan.Cursor cursor = source.filter.open(all, values, context.now())) {
            while (cursor.next()) {
                for (int i = 0; i < cursor.count(); i++) {
                    int ordinal = cursor.ordinals()[i];
                    if (passing == null || passing.passes(ordinal)) {
                        found.addByColumns(ordinal);
                        rows++;
                    }
                }
            }
        }
        return rows;
    }

    private static int addPartners(
            Related source,
            OtherCandidates found,
            Table table,
            Values values,
            StatementContext context,
            OrdinalFilter passing,
            int most) {
        Object key = values.get(source.item);
        if (key == null) {
            context.warn("RELATED ITEM was given NULL: nothing is related");
            return 0;
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
            return 0;
        }
        TopRows top = new TopRows(count, table::compareKeys);
        for (int i = 0; i < partners.items().length; i++) {
            offer(partners.items()[i], items.score(item, partners, i), table, passing, top);
        }
        SortedRows best = top.drain();
        for (int i = 0; i < best.ordinals().length; i++) {
            found.relate(best.ordinals()[i], best.scores()[i]);
        }
        return best.ordinals().length;
    }

    private static int addCounted(
            DoubleColumn counts,
            OtherCandidates found,
            Table table,
            OrdinalFilter passing,
            int most) {
        if (most == 0) {
            return 0;
        }
        int rows = 0;
        TopRows top = most == Integer.MAX_VALUE ? null : new TopRows(most, table::compareKeys);
        for (int block = 0; block < counts.pageCount(); block++) {
            if (counts.page(block) == null) {
                continue;
            }
            int first = block << Blocks.SHIFT;
            for (int ordinal = first; ordinal < first + Blocks.SIZE; ordinal++) {
                double count = counts.value(ordinal);
                if (count > 0 && top == null && passes(ordinal, table, passing)) {
                    found.addByEvents(ordinal);
                    rows++;
                } else if (count > 0 && top != null) {
                    offer(ordinal, count, table, passing, top);
                }
            }
        }
        if (top != null) {
            for (int ordinal : top.drain().ordinals()) {
                found.addByEvents(ordinal);
                rows++;
            }
        }
        return rows;
    }

    private static void offer(
            int ordinal, double score, Table table, OrdinalFilter passing, TopRows top) {
        if (passes(ordinal, table, passing) && top.admits(ordinal, score)) {
            top.offer(ordinal, score);
        }
    }

    private static boolean passes(int ordinal, Table table, OrdinalFilter passing) {
        return passing == null ? table.isLive(ordinal) : passing.passes(ordinal);
    }

    private static Object limit(RexNode node) {
        return node instanceof RexLiteral literal ? literal.getValueAs(Long.class) : node;
    }

    private static String detail(RexCall source) {
        RexNode first = source.getOperands().get(1);
        if (source.getOperator().equals(RankingFunctions.RELATED_TO)) {
            return "partners of an item in signal " + text(first);
        }
        return source.getOperator().equals(RankingFunctions.CANDIDATE_BY)
                ? "rows with " + first + " > 0"
                : "rows with " + first;
    }

    /**
     * For EXPLAIN: what there is beside text and vectors.
     *
     * @param searched what is said of these
     */
    static String describe(List<String> searched, List<RexCall> sources) {
        List<String> all = new ArrayList<>(searched);
        String limited = "";
        for (RexCall source : sources) {
            if (source.getOperator().equals(RankingFunctions.CANDIDATE_LIMIT)) {
                limited =
                        "; at most "
                                + limit(source.getOperands().get(1))
                                + " of each that has an order";
            } else {
                all.add(detail(source));
            }
        }
        return String.join("; ", all) + limited;
    }
}
