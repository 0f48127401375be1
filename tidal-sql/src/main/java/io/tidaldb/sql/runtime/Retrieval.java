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
import io.tidaldb.vector.VectorScorer;

import java.util.ArrayList;
import java.util.Arrays;
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
    private final Nearest nearest;
    private final Metric metric;
    private final VectorScorer scorer;
    private int cardinality;
    private DoubleColumn textScores;
    private DoubleColumn vectorScores;
    private DoubleColumn fused;
    private final DoubleColumn related = DoubleColumn.ofSums();
    private final List<Integer> partners = new ArrayList<>();
    private final int except;
    private int[] others = new int[16];
    private int otherCount;
    private final Map<SnippetForm, Snippets> snippets = new HashMap<>();

    private record SnippetForm(int column, int length) {}

    /**
     * @param table whose rows they are
     * @param query MATCH's, or null without MATCH
     * @param matches what matches it, or null without MATCH
     * @param nearest what is nearest, or null without NEAR
     * @param scorer scores any row against NEAR's vector; null without
     * @param except an ordinal that is no candidate, as NEAR is about it; or -1
     */
    public Retrieval(
            Table table,
            TextQuery query,
            TextHits matches,
            Nearest nearest,
            Metric metric,
            VectorScorer scorer,
            int except) {
        this.table = table;
        this.words = new long[(table.size() >>> BITS) + 1 + BLOCK_WORDS];
        this.query = query;
        this.matches = matches;
        this.nearest = nearest;
        this.metric = metric;
        this.scorer = scorer;
        this.except = except;
        for (int i = 0; matches != null && i < matches.size(); i++) {
            add(matches.ordinal(i));
        }
        for (int i = 0; nearest != null && i < nearest.size(); i++) {
            add(nearest.ordinal(i));
        }
    }

    private boolean add(int ordinal) {
        int word = ordinal >>> BITS;
        // A row that came while the statement ran is beyond what it looks at.
        if (ordinal == except || word >= words.length || (words[word] >>> ordinal & 1) != 0) {
            return false;
        }
        words[word] |= 1L << ordinal;
        cardinality++;
        return true;
    }

    /** Adds a candidate of another source. Before any score is asked for. */
    public void include(int ordinal) {
        if (add(ordinal)) {
            if (otherCount == others.length) {
                others = Arrays.copyOf(others, 2 * otherCount);
            }
            others[otherCount++] = ordinal;
        }
    }

    /**
     * Adds a partner of the item that RELATED names, those of the best scores first. Before any
     * other score is asked for.
     *
     * @param score from 0 to 1
     */
    public void relate(int ordinal, double score) {
        include(ordinal);
        if (contains(ordinal)) {
            related.set(ordinal, score);
            partners.add(ordinal);
        }
    }

    /** How closely candidates are related to RELATED's item; 0 for those that are not. */
    public DoubleColumn relatedScores() {
        return related;
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

    /** How well rows match by BM25; 0 for those that do not. */
    public DoubleColumn textScores() {
        if (textScores == null) {
            textScores = DoubleColumn.ofSums();
            for (int i = 0; matches != null && i < matches.size(); i++) {
                textScores.set(matches.ordinal(i), matches.score(i));
            }
        }
        return textScores;
    }

    /**
     * How near candidates are: the cosine, the dot product, or 1/(1+d²) of the Euclidean distance;
     * 0 for those without a vector.
     */
    public DoubleColumn vectorScores() {
        if (vectorScores == null) {
            vectorScores = DoubleColumn.ofSums();
            for (int i = 0; nearest != null && i < nearest.size(); i++) {
                vectorScores.set(nearest.ordinal(i), similarity(nearest.score(i)));
            }
            for (int i = 0; matches != null && scorer != null && i < matches.size(); i++) {
                scoreVector(matches.ordinal(i));
            }
            for (int i = 0; scorer != null && i < otherCount; i++) {
                scoreVector(others[i]);
            }
        }
        return vectorScores;
    }

    private void scoreVector(int ordinal) {
        float score = scorer.score(ordinal);
        if (!Float.isNaN(score)) {
            vectorScores.set(ordinal, similarity(score));
        }
    }

    /** A missing vector must not be better than a far one, so distances become similarities. */
    private double similarity(float score) {
        return metric == Metric.EUCLIDEAN ? 1 / (1 - (double) score) : score;
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
            for (int i = 0; nearest != null && i < Math.min(RANKED, nearest.size()); i++) {
                addRank(nearest.ordinal(i), i + 1);
            }
            for (int i = 0; i < Math.min(RANKED, partners.size()); i++) {
                addRank(partners.get(i), i + 1);
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
        for (int rank = 1; rank <= Math.min(RANKED, keys.length); rank++) {
            addRank(~(int) keys[keys.length - rank], rank);
        }
    }

    private void addRank(int ordinal, int rank) {
        fused.set(ordinal, fused.value(ordinal) + 1 / (RRF_CONSTANT + rank));
    }
}
