package io.tidaldb.sql.runtime;

import io.tidaldb.column.DoubleColumn;
import io.tidaldb.column.OrdinalSet;
import io.tidaldb.table.Table;
import io.tidaldb.text.SnippetStyle;
import io.tidaldb.text.Snippets;
import io.tidaldb.text.TextHits;
import io.tidaldb.text.TextQuery;
import io.tidaldb.vector.Metric;
import io.tidaldb.vector.Nearest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What MATCH, NEAR and other sources found in one execution of a statement: the rows that are
 * candidates for its result, and what each source says of them. For one thread.
 */
public final class Retrieval implements OrdinalSet {
    /** The constant of reciprocal rank fusion (Cormack, Clarke, Büttcher: SIGIR 2009). */
    private static final double RRF_CONSTANT = 60;

    /** How many rows of a source have a rank. */
    private static final int RANKED = 1_000;

    private static final int BITS = 6;

    private final Table table;
    private final long[] words;
    private final TextQuery query;
    private final TextHits matches;
    private final List<Neighbours> neighbours;
    private final OtherCandidates others;
    private final SourceScores[] vectorScores;
    private int cardinality;
    private int row = -1;
    private SourceScores textScores;
    private DoubleColumn fused;
    private final Map<SnippetForm, Snippets> snippets = new HashMap<>();

    private record SnippetForm(int column, int length) {}

    /**
     * @param table whose rows they are
     * @param query MATCH's, or null without MATCH
     * @param matches what matches it, or null without MATCH
     * @param neighbours what each NEAR found
     * @param others what other sources gave
     */
    public Retrieval(
            Table table,
            TextQuery query,
            TextHits matches,
            List<Neighbours> neighbours,
            OtherCandidates others) {
        this.table = table;
        this.words = new long[(table.size() >>> BITS) + 1 + BLOCK_WORDS];
        this.query = query;
        this.matches = matches;
        this.neighbours = List.copyOf(neighbours);
        this.vectorScores = new SourceScores[neighbours.size()];
        for (int i = 0; matches != null && i < matches.size(); i++) {
            add(matches.ordinal(i));
        }
        for (Neighbours found : neighbours) {
            for (int i = 0; i < found.size(); i++) {
                add(found.nearest().ordinal(i));
            }
        }
        this.others = others;
        others.rows().stream().forEach(this::add);
        neighbours.forEach(found -> remove(found.except()));
    }

    /** Whether candidates come from more than one index, or from elsewhere than an index. */
    public boolean hasSeveralSources() {
        return neighbours.size() + (matches == null ? 0 : 1) > 1 || !others.isEmpty();
    }

    /** MATCH's, or null. */
    public TextQuery query() {
        return query;
    }

    public List<Neighbours> neighbours() {
        return neighbours;
    }

    /** Compares all candidates with each NEAR's vector now, and not when somebody asks. */
    public void scoreVectors() {
        for (int near = 0; near < vectorScores.length; near++) {
            vectors(near);
        }
    }

    /** The candidates that were written after a log position. */
    public BitSet writtenSince(long position) {
        BitSet written = BitSet.valueOf(words);
        for (int o = written.nextSetBit(0); o >= 0; o = written.nextSetBit(o + 1)) {
            if (table.modifiedAt(o) <= position) {
                written.clear(o);
            }
        }
        return written;
    }

    /**
     * The same of newer versions of some rows.
     *
     * @param written what is not to count any more
     * @param changed those of them that count again
     * @param byText how well they match; 0 if they do not. Null without MATCH
     * @param byVectors for each NEAR how near they are; NaN without a vector. Null where nothing is
     *     near
     * @param byColumns which of them are candidates by what their columns hold, without an index
     */
    public Retrieval with(
            BitSet written, int[] changed, float[] byText, float[][] byVectors, BitSet byColumns) {
        TextHits hits = matches;
        if (matches != null) {
            PickedRows texts = new PickedRows(matches.size() + changed.length);
            for (int i = 0; i < matches.size(); i++) {
                texts.addUnless(written, matches.ordinal(i), matches.score(i));
            }
            for (int i = 0; i < changed.length; i++) {
                if (byText[i] > 0) {
                    texts.add(changed[i], byText[i]);
                }
            }
            hits = TextHits.of(texts.ordinals(), texts.scores());
        }
        List<Neighbours> nearer = new ArrayList<>();
        for (int near = 0; near < neighbours.size(); near++) {
            nearer.add(renewed(neighbours.get(near), written, changed, byVectors[near]));
        }
        Retrieval renewed =
                new Retrieval(table, query, hits, nearer, others.with(written, changed, byColumns));
        for (int near = 0; near < vectorScores.length; near++) {
            if (vectorScores[near] != null) {
                SourceScores scores = vectorScores[near].without(written);
                for (int i = 0; byVectors[near] != null && i < changed.length; i++) {
                    if (!Float.isNaN(byVectors[near][i]) && renewed.contains(changed[i])) {
                        scores.add(changed[i], neighbours.get(near).similarity(byVectors[near][i]));
                    }
                }
                renewed.vectorScores[near] = scores;
            }
        }
        return renewed;
    }

    private static Neighbours renewed(
            Neighbours found, BitSet written, int[] changed, float[] nearness) {
        if (found.wanted() == 0) {
            return found;
        }
        Nearest nearest = found.nearest();
        PickedRows nearer = new PickedRows(nearest.size() + changed.length);
        for (int i = 0; i < nearest.size(); i++) {
            nearer.addUnless(written, nearest.ordinal(i), nearest.score(i));
        }
        // What is worse than all that was found may be worse than others that were not.
        boolean all = nearest.size() < found.wanted();
        float worst = all ? Float.NEGATIVE_INFINITY : nearest.score(nearest.size() - 1);
        for (int i = 0; i < changed.length; i++) {
            if (nearness[i] >= worst) {
                nearer.add(changed[i], nearness[i]);
            }
        }
        return found.with(Nearest.of(nearer.ordinals(), nearer.scores(), nearer.size()));
    }

    private void add(int ordinal) {
        int word = ordinal >>> BITS;
        // A row that came while the statement ran is beyond what it looks at.
        if (word < words.length && (words[word] >>> ordinal & 1) == 0) {
            words[word] |= 1L << ordinal;
            cardinality++;
        }
    }

    /** How closely candidates are related to RELATED's item; 0 for those that are not. */
    public DoubleColumn relatedScores() {
        return others.related().plain();
    }

    private void remove(int ordinal) {
        if (ordinal >= 0 && contains(ordinal)) {
            words[ordinal >>> BITS] &= ~(1L << ordinal);
            cardinality--;
        }
    }

    /**
     * Notes whose select list is computed next: its key may be gone by then, or another row's.
     *
     * @param ordinal the row's
     */
    public void moveTo(int ordinal) {
        row = ordinal;
    }

    /** The row that was moved to; -1 before. */
    int row() {
        return row;
    }

    /** Whose rows they are. */
    public Table table() {
        return table;
    }

    @Override
    public boolean contains(int ordinal) {
        int word = ordinal >>> BITS;
        return word < words.length && (words[word] >>> ordinal & 1) != 0;
    }

    @Override
    public int cardinality() {
        return cardinality;
    }

    @Override
    public void addBlocksTo(int first, int count, boolean[] blocks) {
        for (int i = 0; i < count; i++) {
            int from = (first + i) * BLOCK_WORDS;
            int to = Math.min(words.length, from + BLOCK_WORDS);
            for (int word = from; word < to && !blocks[i]; word++) {
                blocks[i] = words[word] != 0;
            }
        }
    }

    @Override
    public void addTo(int block, long[] bits) {
        int first = block * BLOCK_WORDS;
        for (int i = 0; i < BLOCK_WORDS && first + i < words.length; i++) {
            bits[i] |= words[first + i];
        }
    }

    /** How well candidates match by BM25; 0 for those that do not. */
    public DoubleColumn textScores() {
        return texts().plain();
    }

    /** The same divided by the best candidate's. */
    public DoubleColumn normalizedTextScores() {
        return texts().normalized(0);
    }

    private SourceScores texts() {
        if (textScores == null) {
            textScores = new SourceScores();
            for (int i = 0; matches != null && i < matches.size(); i++) {
                if (contains(matches.ordinal(i))) {
                    textScores.add(matches.ordinal(i), matches.score(i));
                }
            }
        }
        return textScores;
    }

    /**
     * How near candidates are: the cosine, the dot product, or 1/(1+d²) of the Euclidean distance;
     * 0 for those without a vector.
     *
     * @param near which NEAR is asked
     */
    public DoubleColumn vectorScores(int near) {
        return vectors(near).plain();
    }

    /**
     * The same between 0, for the least that the metric gives, and 1, for the best candidate's
     * (Bruch, Gai, Ingber: An Analysis of Fusion Functions for Hybrid Retrieval, TOIS 2023). There
     * is no least dot product, so that of the candidates takes its place. Those without a vector
     * have 0.
     */
    public DoubleColumn normalizedVectorScores(int near) {
        Metric metric = neighbours.get(near).metric();
        double least =
                switch (metric) {
                    case COSINE -> -1;
                    case DOT -> Double.NaN;
                    case EUCLIDEAN -> 0;
                    case null -> 0;
                };
        return vectors(near).normalized(least);
    }

    private SourceScores vectors(int near) {
        if (vectorScores[near] == null) {
            vectorScores[near] = score(neighbours.get(near));
        }
        return vectorScores[near];
    }

    private SourceScores score(Neighbours found) {
        SourceScores scores = new SourceScores();
        if (found.nearest() == null) {
            return scores;
        }
        long[] left = words.clone();
        Nearest nearest = found.nearest();
        for (int i = 0; i < nearest.size(); i++) {
            int ordinal = nearest.ordinal(i);
            if (contains(ordinal)) {
                scores.add(ordinal, found.similarity(nearest.score(i)));
                left[ordinal >>> BITS] &= ~(1L << ordinal);
            }
        }
        for (int word = 0; word < left.length; word++) {
            for (long bits = left[word]; bits != 0; bits &= bits - 1) {
                int ordinal = word << BITS | Long.numberOfTrailingZeros(bits);
                float score = found.scorer().score(ordinal);
                if (!Float.isNaN(score)) {
                    scores.add(ordinal, found.similarity(score));
                }
            }
        }
        return scores;
    }

    /**
     * The passage of a text that has most of what MATCH looks for, marked; where it has nothing of
     * it, its beginning.
     *
     * @param column the text's place in MATCH's index
     * @param length see {@link SnippetStyle#maxLength}
     */
    public String snippet(int column, String text, int length) {
        return snippets.computeIfAbsent(
                        new SnippetForm(column, length),
                        form -> new Snippets(query, form.column, style(form.length)))
                .of(text);
    }

    private static SnippetStyle style(int length) {
        SnippetStyle usual = SnippetStyle.DEFAULT;
        return new SnippetStyle(
                length, usual.before(), usual.after(), usual.ellipsis(), usual.escapesHtml());
    }

    /** The sum of 1/(60 + rank) over the sources, each of which ranks its best thousand rows. */
    public DoubleColumn fused() {
        if (fused == null) {
            fused = DoubleColumn.ofSums();
            if (matches != null) {
                fuse(matches);
            }
            for (Neighbours found : neighbours) {
                int rank = 0;
                for (int i = 0; i < found.size() && rank < RANKED; i++) {
                    int ordinal = found.nearest().ordinal(i);
                    if (contains(ordinal)) {
                        addRank(ordinal, ++rank);
                    }
                }
            }
            SourceScores partners = others.related();
            int rank = 0;
            for (int i = 0; i < partners.size() && rank < RANKED; i++) {
                if (contains(partners.ordinal(i))) {
                    addRank(partners.ordinal(i), ++rank);
                }
            }
        }
        return fused;
    }

    private void fuse(TextHits hits) {
        long[] keys = new long[hits.size()];
        for (int i = 0; i < keys.length; i++) {
            // Positive floats order as their bits; of equal ones the smaller ordinal is better.
            keys[i] =
                    (long) Float.floatToIntBits(hits.score(i)) << Integer.SIZE
                            | Integer.toUnsignedLong(~hits.ordinal(i));
        }
        Arrays.sort(keys);
        int rank = 0;
        for (int i = keys.length - 1; i >= 0 && rank < RANKED; i--) {
            int ordinal = ~(int) keys[i];
            if (contains(ordinal)) {
                addRank(ordinal, ++rank);
            }
        }
    }

    private void addRank(int ordinal, int rank) {
        fused.set(ordinal, fused.value(ordinal) + 1 / (RRF_CONSTANT + rank));
    }
}
