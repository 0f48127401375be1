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
import io.tidaldb.text.TextView;
import io.tidaldb.vector.OrdinalFilter;
import io.tidaldb.vector.VectorScorer;

import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Finds the candidates of a ranked SELECT: all rows that match the text, the rows nearest to the
 * vectors, and those of {@link CandidateSources}, of those that pass the other conditions.
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

    private final CandidateSources sources;

    /** The other conditions, or null. */
    private final FilterScan others;

    private final String othersText;

    /** What is tested of rows that were found, each a condition. */
    private final List<Predicate> ofFound = new ArrayList<>();

    private final boolean scoresVectors;

    /**
     * @param condition with what is to be found
     * @param score null where something else than one of the functions of MATCH and NEAR, or more,
     *     decides which of the candidates are in the result
     * @param scoresVectors whether somebody asks how near candidates are
     */
    RetrievalProgram(
            RetrievedCondition condition,
            RexNode score,
            boolean scoresVectors,
            Schema schema,
            ScanCompiler compiler) {
        List<RexNode> operands = condition.retrieved().getOperands();
        Operands indexes = compiler.operands();
        this.name = literal(operands.getFirst());
        this.limit = isNullLiteral(operands.get(LIMIT)) ? -1 : indexes.index(operands.get(LIMIT));
        this.offset =
                isNullLiteral(operands.get(OFFSET)) ? -1 : indexes.index(operands.get(OFFSET));
        String textIndex = literal(operands.get(TEXT));
        int searched = (textIndex == null ? 0 : 1) + (operands.size() - FIRST_VECTOR) / PER_VECTOR;
        this.sources = new CandidateSources(condition.sources(), schema, compiler);
        boolean single = searched == 1 && sources.isEmpty() && condition.ofFound() == null;
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
        Predicate filter =
                condition.others() == null ? null : compiler.predicate(condition.others());
        // Where nothing is searched and nothing cut, the engine tests the few candidates.
        boolean first = searched > 0 || sources.isLimited();
        this.others = filter == null || !first ? null : new FilterScan(filter);
        this.scoresVectors = scoresVectors;
        this.othersText = String.valueOf(condition.others());
        if (filter != null && !first) {
            ofFound.add(filter);
        }
        if (condition.ofFound() != null) {
            ofFound.add(compiler.predicate(condition.ofFound()));
        }
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
        List<Predicate> all = new ArrayList<>();
        all.add(new Predicate.InSet(values -> ScanCompiler.context(values).retrieval(name)));
        all.addAll(ofFound);
        return all.size() == 1 ? all.getFirst() : new Predicate.And(all);
    }

    /** Finds the candidates, unless the statement's execution knows them already. */
    void runOnce(Table table, Values values, StatementContext context) {
        if (!context.hasRetrieval(name)) {
            run(table, values, context);
        }
    }

    /** Finds the candidates. */
    Retrieval run(Table table, Values values, StatementContext context) {
        long begun = context.store().position();
        if (others == null) {
            return run(table, values, context, begun, null);
        }
        try (FilterScan.Candidates candidates =
                others.candidates(TableSource.all(table, context), values, context.now())) {
            OrdinalFilter passing = PassingRows.of(candidates);
            if (context.stages() != null) {
                String what =
                        candidates.areTested() ? ", about so many: tested on what is found" : "";
                context.stages().add("filter", passing.cardinality(), othersText + what);
            }
            return run(table, values, context, begun, passing);
        }
    }

    private Retrieval run(
            Table table,
            Values values,
            StatementContext context,
            long begun,
            OrdinalFilter passing) {
        int wanted = wanted(table, values);
        int most = sources.limit(table, values);
        TextSource.Found matches =
                text == null ? null : text.search(values, context, passing, wanted, most);
        List<Neighbours> neighbours = new ArrayList<>();
        for (VectorSource source : vectors) {
            neighbours.add(source.search(table, values, context, passing, wanted, most));
        }
        Retrieval found =
                new Retrieval(
                        table,
                        matches == null ? null : matches.query(),
                        matches == null ? null : matches.hits(),
                        neighbours,
                        sources.find(table, values, context, passing));
        if (scoresVectors) {
            found.scoreVectors();
        }
        if (found.hasSeveralSources() && table.changedAt() > begun) {
            found = settled(found, begun, table, values, context);
        }
        context.setRetrieval(name, found);
        if (context.stages() != null) {
            context.stages().add("candidates", found.cardinality(), "what was found, each once");
        }
        return found;
    }

    /**
     * Makes all sources say the same of a row. They are asked one after the other, and a row that
     * is written in between may be there in its old version for one of them and in its new one for
     * the other. So rows that came since the statement began, or are gone, are taken out of what
     * was found; and all sources are asked again for rows that changed, the indexes between two
     * commit groups of the writer. That takes long enough to be noticed, but happens only to
     * statements that meet a row which is being changed.
     *
     * @param begun the log position up to which all indexes had everything when the first was
     *     searched
     */
    private Retrieval settled(
            Retrieval found, long begun, Table table, Values values, StatementContext context) {
        BitSet written = found.writtenSince(begun);
        if (written.isEmpty()) {
            return found;
        }
        int[] changed =
                written.stream()
                        .filter(o -> table.isLive(o) && table.bornAt(o) <= begun)
                        .filter(
                                o ->
                                        others == null
                                                || PassingRows.passes(
                                                        others, o, table, values, context))
                        .toArray();
        float[] byText = text == null ? null : new float[changed.length];
        float[][] byVectors = new float[vectors.size()][];
        TextView[] texts = new TextView[1];
        BitSet byColumns = new BitSet();
        if (changed.length > 0) {
            context.store()
                    .betweenWrites(
                            () -> {
                                score(changed, found, byVectors, context);
                                byColumns.or(sources.byColumns(changed, table, values, context));
                                texts[0] = text == null ? null : text.view(context);
                            });
        }
        if (texts[0] != null) {
            try (TextView view = texts[0]) {
                view.search(found.query()).scores(changed, changed.length, byText);
            }
        }
        return found.with(written, changed, byText, byVectors, byColumns);
    }

    private void score(
            int[] changed, Retrieval found, float[][] byVectors, StatementContext context) {
        for (int near = 0; near < byVectors.length; near++) {
            float[] target = found.neighbours().get(near).target();
            if (target != null) {
                VectorScorer scorer = vectors.get(near).scorer(context, target);
                byVectors[near] = new float[changed.length];
                for (int i = 0; i < changed.length; i++) {
                    // One that was deleted by now has none, and is in no text index.
                    byVectors[near][i] = scorer.score(changed[i]);
                }
            }
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
    static String describe(RetrievedCondition condition) {
        List<RexNode> operands = condition.retrieved().getOperands();
        List<String> searched = new ArrayList<>();
        String text = literal(operands.get(TEXT));
        if (text != null) {
            searched.add("all matches of text index " + text + " by BM25");
        }
        for (int i = FIRST_VECTOR; i < operands.size(); i += PER_VECTOR) {
            searched.add(
                    "nearest of vector index "
                            + literal(operands.get(i))
                            + ", approximate, scored exactly");
        }
        return CandidateSources.describe(searched, condition.sources());
    }
}
