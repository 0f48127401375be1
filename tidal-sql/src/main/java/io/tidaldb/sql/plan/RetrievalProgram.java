package io.tidaldb.sql.plan;

import io.tidaldb.rank.FilterScan;
import io.tidaldb.rank.expression.Predicate;
import io.tidaldb.rank.expression.Values;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.TextIndexDefinition;
import io.tidaldb.schema.VectorIndexDefinition;
import io.tidaldb.sql.runtime.Neighbours;
import io.tidaldb.sql.runtime.Retrieval;
import io.tidaldb.sql.runtime.StatementContext;
import io.tidaldb.table.Table;
import io.tidaldb.vector.OrdinalFilter;

import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the candidates of a ranked SELECT with MATCH or NEAR: all rows that match the text, and the
 * rows nearest to the vectors, of those that pass the other conditions.
 */
final class RetrievalProgram {
    static final int LIMIT = 2;
    private static final int OFFSET = 3;
    private static final int TEXT = 4;
    private static final int FIRST_VECTOR = 7;
    private static final int PER_VECTOR = 3;

    private final String name;
    private final int limit;
    private final int offset;

    /** MATCH, or null. */
    private final TextSource text;

    private final List<VectorSource> vectors = new ArrayList<>();

    /** The other conditions, or null. */
    private final FilterScan others;

    private final String othersText;
    private final Predicate ofFound;

    /**
     * @param condition with what is to be found
     * @param score null where something else than one of the functions of MATCH and NEAR, or more,
     *     decides which of the candidates are in the result
     */
    RetrievalProgram(
            RetrievedCondition condition, RexNode score, Schema schema, ScanCompiler compiler) {
        List<RexNode> operands = condition.retrieved().getOperands();
        Operands indexes = compiler.operands();
        this.name = literal(operands.getFirst());
        this.limit = isNullLiteral(operands.get(LIMIT)) ? -1 : indexes.index(operands.get(LIMIT));
        this.offset =
                isNullLiteral(operands.get(OFFSET)) ? -1 : indexes.index(operands.get(OFFSET));
        String textIndex = literal(operands.get(TEXT));
        int sources = (textIndex == null ? 0 : 1) + (operands.size() - FIRST_VECTOR) / PER_VECTOR;
        boolean single = sources == 1 && condition.ofFound() == null;
        this.text =
                textIndex == null
                        ? null
                        : new TextSource(
                                (TextIndexDefinition) schema.index(textIndex).orElseThrow(),
                                indexes.index(operands.get(TEXT + 1)),
                                RexLiteral.booleanValue(operands.get(TEXT + 2)),
                                single && isCallOf(score, "TEXT_SCORE"));
        for (int i = FIRST_VECTOR; i < operands.size(); i += PER_VECTOR) {
            RexNode vector = operands.get(i + 1);
            RexNode item = operands.get(i + 2);
            boolean near = !isNullLiteral(vector) || isNullLiteral(item);
            vectors.add(
                    new VectorSource(
                            (VectorIndexDefinition)
                                    schema.index(literal(operands.get(i))).orElseThrow(),
                            near ? indexes.index(vector) : -1,
                            near ? -1 : indexes.index(item),
                            single && isCallOf(score, "VECTOR_SCORE")));
        }
        this.others =
                condition.others() == null
                        ? null
                        : new FilterScan(compiler.predicate(condition.others()));
        this.othersText = String.valueOf(condition.others());
        this.ofFound = condition.ofFound() == null ? null : compiler.predicate(condition.ofFound());
    }

    private static boolean isCallOf(RexNode score, String function) {
        return score instanceof RexCall call
                && (call.getOperator().getName().equals(function)
                        || call.getOperator().getName().equals("NORMALIZED_" + function));
    }

    private static boolean isNullLiteral(RexNode node) {
        return RexLiteral.isNullLiteral(Operands.stripWidening(node))
                || node instanceof RexCall call
                        && call.getOperands().size() == 1
                        && RexLiteral.isNullLiteral(call.getOperands().getFirst());
    }

    private static String literal(RexNode node) {
        return isNullLiteral(node)
                ? null
                : ((RexLiteral) Operands.stripWidening(node)).getValueAs(String.class);
    }

    /** The candidates that pass, once {@link #run} has found them. */
    Predicate candidates() {
        Predicate found =
                new Predicate.InSet(values -> ScanCompiler.context(values).retrieval(name));
        return ofFound == null ? found : new Predicate.And(List.of(found, ofFound));
    }

    /** Finds the candidates, unless the statement's execution knows them already. */
    void runOnce(Table table, Values values, StatementContext context) {
        if (!context.hasRetrieval(name)) {
            run(table, values, context);
        }
    }

    /** Finds the candidates. */
    void run(Table table, Values values, StatementContext context) {
        OrdinalFilter passing =
                others == null ? null : PassingRows.of(others, table, values, context);
        if (context.stages() != null && passing != null) {
            context.stages().add("filter", passing.cardinality(), othersText);
        }
        int wanted = wanted(table, values);
        TextSource.Found matches =
                text == null ? null : text.search(values, context, passing, wanted);
        List<Neighbours> neighbours = new ArrayList<>();
        for (VectorSource source : vectors) {
            neighbours.add(source.search(table, values, context, passing, wanted));
        }
        Retrieval found =
                new Retrieval(
                        table,
                        matches == null ? null : matches.query(),
                        matches == null ? null : matches.hits(),
                        neighbours);
        context.setRetrieval(name, found);
        if (context.stages() != null) {
            context.stages().add("candidates", found.cardinality(), "what was found, each once");
        }
    }

    /** How many rows are ranked at least. */
    private int wanted(Table table, Values values) {
        long rows = limit < 0 ? Integer.MAX_VALUE : count(values.get(limit));
        long skipped = offset < 0 ? 0 : count(values.get(offset));
        return (int) Math.min(table.size(), rows + skipped);
    }

    private static long count(Object value) {
        return value == null ? 0 : Math.clamp(((Number) value).longValue(), 0, Integer.MAX_VALUE);
    }

    /** For EXPLAIN. */
    static String describe(RexCall retrieved) {
        List<RexNode> operands = retrieved.getOperands();
        List<String> sources = new ArrayList<>();
        String text = literal(operands.get(TEXT));
        if (text != null) {
            sources.add("all matches of text index " + text + " by BM25");
        }
        for (int i = FIRST_VECTOR; i < operands.size(); i += PER_VECTOR) {
            sources.add(
                    "nearest of vector index "
                            + literal(operands.get(i))
                            + ", approximate, scored exactly");
        }
        return String.join("; ", sources);
    }
}
