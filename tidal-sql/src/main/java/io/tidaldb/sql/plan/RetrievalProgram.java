package io.tidaldb.sql.plan;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.rank.FilterScan;
import io.tidaldb.rank.expression.Predicate;
import io.tidaldb.rank.expression.Values;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.TextIndexDefinition;
import io.tidaldb.schema.VectorIndexDefinition;
import io.tidaldb.sql.function.RankingFunctions;
import io.tidaldb.sql.runtime.Retrieval;
import io.tidaldb.sql.runtime.StatementContext;
import io.tidaldb.table.Table;
import io.tidaldb.text.TextHits;
import io.tidaldb.text.TextIndex;
import io.tidaldb.text.TextQuery;
import io.tidaldb.text.TextSearch;
import io.tidaldb.text.TextView;
import io.tidaldb.vector.Nearest;
import io.tidaldb.vector.OrdinalFilter;
import io.tidaldb.vector.VectorIndex;

import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;

import java.util.List;
import java.util.function.IntPredicate;

/**
 * Finds the candidates of a ranked SELECT with MATCH or NEAR: all rows that match the text, and the
 * rows nearest to the vector, of those that pass the other conditions.
 */
final class RetrievalProgram {
    /** How many of the nearest are candidates where more than nearness decides, at least. */
    private static final int NEAREST = 200;

    /** And for each row that is wanted. */
    private static final int NEAREST_PER_ROW = 4;

    /** How many candidates the graph is searched with, at least. */
    private static final int EFFORT = 100;

    private final String name;
    private final TextIndexDefinition textIndex;
    private final int text;
    private final boolean fuzzy;
    private final VectorIndexDefinition vectorIndex;
    private final int vector;
    private final int item;
    private final FilterScan others;

    /** Whether the text's, or the vector's, score alone decides the order. */
    private final boolean textDecides;

    private final boolean vectorDecides;

    /**
     * @param others the other conditions, or null
     */
    RetrievalProgram(
            RexCall retrieved,
            Predicate others,
            RankedSelect select,
            Schema schema,
            ScanCompiler compiler) {
        List<RexNode> operands = retrieved.getOperands();
        this.name = literal(operands.get(0));
        String ofText = literal(operands.get(1));
        this.textIndex =
                ofText == null ? null : (TextIndexDefinition) schema.index(ofText).orElseThrow();
        this.text = ofText == null ? -1 : compiler.operands().index(operands.get(2));
        this.fuzzy = RexLiteral.booleanValue(operands.get(3));
        String ofVectors = literal(operands.get(4));
        this.vectorIndex =
                ofVectors == null
                        ? null
                        : (VectorIndexDefinition) schema.index(ofVectors).orElseThrow();
        boolean nearItem = ofVectors != null && isNullLiteral(operands.get(5));
        this.vector =
                ofVectors == null || nearItem ? -1 : compiler.operands().index(operands.get(5));
        this.item = nearItem ? compiler.operands().index(operands.get(6)) : -1;
        this.others = others == null ? null : new FilterScan(others);
        boolean single = select.caps().isEmpty() && (textIndex == null || vectorIndex == null);
        this.textDecides = single && isCallOf(select.score(), "TEXT_SCORE");
        this.vectorDecides = single && isCallOf(select.score(), "VECTOR_SCORE");
    }

    private static boolean isCallOf(RexNode score, String function) {
        return score instanceof RexCall call && call.getOperator().getName().equals(function);
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

    /** Whether a call is the condition that a retrieval stands for. */
    static boolean isRetrieved(RexNode node) {
        return node instanceof RexCall call
                && call.getOperator().equals(RankingFunctions.RETRIEVED);
    }

    /** The candidates, once {@link #run} has found them. */
    Predicate candidates() {
        return new Predicate.InSet(values -> ScanCompiler.context(values).retrieval(name));
    }

    /**
     * Finds the candidates.
     *
     * @param wanted how many rows the statement is to rank at least
     */
    void run(Table table, Values values, StatementContext context, int wanted) {
        if (others == null) {
            run(table, values, context, wanted, null);
            return;
        }
        try (FilterScan.Candidates candidates =
                others.candidates(TableSource.all(table, context), values, context.now())) {
            run(table, values, context, wanted, passing(candidates));
        }
    }

    /** What is tested row by row is tested of rows that are found, and not of the whole table. */
    private static OrdinalFilter passing(FilterScan.Candidates candidates) {
        return new OrdinalFilter(
                candidates.words(),
                candidates.expected(),
                candidates.areTested() ? candidates::passes : null);
    }

    private void run(
            Table table,
            Values values,
            StatementContext context,
            int wanted,
            OrdinalFilter passing) {
        TextIndex texts = textIndex == null ? null : context.store().index(textIndex.id()).texts();
        TextQuery query = texts == null ? null : query(values, context, texts);
        TextHits matches = texts == null ? null : matches(texts, query, passing, wanted);
        if (vectorIndex == null) {
            context.setRetrieval(name, new Retrieval(table, query, matches, null, null, null, -1));
            return;
        }
        VectorIndex vectors = context.store().index(vectorIndex.id()).vectors();
        int except = item < 0 ? -1 : itemOrdinal(table, values.get(item));
        float[] target = item < 0 ? vector(values.get(vector)) : itemVector(table, except);
        if (target == null) {
            context.warn("NEAR was given NULL, or an item without a vector: nothing is near");
            context.setRetrieval(
                    name, new Retrieval(table, query, matches, null, null, null, except));
            return;
        }
        check(target, vectors);
        int count =
                vectorDecides ? wanted : Math.max(NEAREST, clamp((long) NEAREST_PER_ROW * wanted));
        count += except < 0 ? 0 : 1;
        Nearest nearest =
                count == 0 ? null : vectors.search(target, count, passing, Math.max(EFFORT, count));
        context.setRetrieval(
                name,
                new Retrieval(
                        table,
                        query,
                        matches,
                        nearest,
                        vectors.metric(),
                        vectors.scorer(target),
                        except));
    }

    private static int clamp(long count) {
        return (int) Math.min(Integer.MAX_VALUE - 1, count);
    }

    private TextQuery query(Values values, StatementContext context, TextIndex texts) {
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

    private TextHits matches(TextIndex texts, TextQuery query, OrdinalFilter passing, int wanted) {
        IntPredicate accepted = passing == null ? null : passing::passes;
        try (TextView view = texts.view()) {
            TextSearch search = view.search(query);
            return textDecides ? search.top(wanted, accepted) : search.all(accepted);
        }
    }

    private static float[] vector(Object value) {
        return switch (value) {
            case null -> null;
            case float[] floats -> floats;
            case List<?> list -> {
                float[] floats = new float[list.size()];
                for (int i = 0; i < floats.length; i++) {
                    if (!(list.get(i) instanceof Number number)) {
                        throw new TidalException(
                                ErrorCode.INVALID_VALUE, "NEAR's vector has a NULL in it");
                    }
                    floats[i] = number.floatValue();
                }
                yield floats;
            }
            default -> throw new IllegalStateException(value.getClass().getName());
        };
    }

    private static void check(float[] target, VectorIndex vectors) {
        if (target.length != vectors.dimension()) {
            throw new TidalException(
                    ErrorCode.DIMENSION_MISMATCH,
                    "NEAR's vector has "
                            + target.length
                            + " components, and the index's have "
                            + vectors.dimension());
        }
        try {
            vectors.metric().check(target, vectors.dimension());
        } catch (IllegalArgumentException e) {
            throw new TidalException(ErrorCode.INVALID_VALUE, "NEAR: " + e.getMessage(), e);
        }
    }

    private int itemOrdinal(Table table, Object key) {
        int ordinal = key == null ? -1 : table.ordinal(key);
        if (key != null && ordinal < 0) {
            throw new TidalException(
                    ErrorCode.UNKNOWN_ENTITY,
                    "NEAR ITEM: there is no row " + key + " in " + table.definition().name());
        }
        return ordinal;
    }

    private float[] itemVector(Table table, int ordinal) {
        return ordinal < 0 ? null : (float[]) table.value(ordinal, vectorIndex.column());
    }

    /** For EXPLAIN. */
    static String describe(RexCall retrieved) {
        List<RexNode> operands = retrieved.getOperands();
        String ofText = literal(operands.get(1));
        String ofVectors = literal(operands.get(4));
        String text = "all matches of text index " + ofText + " by BM25";
        String vectors = "nearest of vector index " + ofVectors + ", approximate, scored exactly";
        return ofVectors == null ? text : ofText == null ? vectors : text + "; " + vectors;
    }
}
