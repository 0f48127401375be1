package io.tidaldb.text;

import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.BulkScorer;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * One query over one view. Which rows match does not depend on which of the methods is asked, on
 * how many rows are wanted or on what is accepted. A score is the sum over the query's words and
 * the columns of BM25 (k1 = 1.2, b = 0.75) times the column's boost; a beginning of a word counts
 * as the boost alone. Statistics of words count rows that were replaced or removed until their
 * segment is merged.
 *
 * <p>For one thread, and while the view is open.
 */
public final class TextSearch {
    private final Snapshot snapshot;
    private final TextQuery query;
    private final int rows;
    private Query strict;
    private Query relaxed;

    /** Whether a row matches the stricter of the two; null while that is not known. */
    private Boolean strictMatches;

    TextSearch(Snapshot snapshot, TextQuery query) {
        this.snapshot = snapshot;
        this.query = query;
        rows = snapshot.reader().numDocs();
        if (query.options().matching() != TextQuery.Matching.MOST
                || query.isEmpty()
                || !LuceneQueries.asksForMany(query.root())) {
            strictMatches = true;
        }
    }

    /**
     * The best rows, best first, of two with one score the one with the smaller ordinal.
     *
     * @param k how many at most, from 0; there may be fewer
     * @param accepted which rows count, asked only for rows that would be among the best so far;
     *     null means all
     */
    public TextHits top(int k, IntPredicate accepted) {
        int capacity = Math.min(k, rows);
        if (query.isEmpty() || capacity <= 0) {
            return TextHits.NONE;
        }
        try {
            if (!usesRelaxed()) {
                TopRows best = top(strict(), capacity, accepted);
                if (!isRelaxedInstead(best.size(), accepted)) {
                    return best.hits();
                }
            }
            return top(relaxed(), capacity, accepted).hits();
        } catch (IOException e) {
            throw Failures.of("Searching the text index", e);
        }
    }

    /**
     * All rows that match, in the order of their ordinals.
     *
     * @param accepted which rows count; null means all
     */
    public TextHits all(IntPredicate accepted) {
        if (query.isEmpty() || rows == 0) {
            return TextHits.NONE;
        }
        try {
            if (!usesRelaxed()) {
                AllRows found = all(strict(), accepted);
                if (!isRelaxedInstead(found.size(), accepted)) {
                    return found.hits();
                }
            }
            return all(relaxed(), accepted).hits();
        } catch (IOException e) {
            throw Failures.of("Searching the text index", e);
        }
    }

    /**
     * Scores given rows. The cost is that of as many steps through the lists of the query's words,
     * so this serves a few rows, whatever the number of rows that match.
     *
     * @param ordinals ascending, each once
     * @param count how many of them, from the first on
     * @param scores where the scores go, one for each ordinal; 0 for a row that does not match or
     *     is not there
     */
    public void scores(int[] ordinals, int count, float[] scores) {
        Arrays.fill(scores, 0, count, 0);
        if (query.isEmpty() || rows == 0) {
            return;
        }
        try {
            if (strictMatches == null) {
                strictMatches = matchesAnything(strict());
            }
            scores(usesRelaxed() ? relaxed() : strict(), ordinals, count, scores);
        } catch (IOException e) {
            throw Failures.of("Scoring rows by the text index", e);
        }
    }

    private boolean usesRelaxed() {
        return Boolean.FALSE.equals(strictMatches);
    }

    /**
     * Whether nothing matches as many words as wanted, so that one word has to do. Rows that are
     * not accepted tell as well, or else a condition would change what a query means.
     */
    private boolean isRelaxedInstead(int found, IntPredicate accepted) throws IOException {
        if (strictMatches == null) {
            strictMatches = found > 0 || accepted != null && matchesAnything(strict());
        }
        return !strictMatches;
    }

    private Query strict() throws IOException {
        if (strict == null) {
            strict = rewritten(query.options().matching());
        }
        return strict;
    }

    private Query relaxed() throws IOException {
        if (relaxed == null) {
            relaxed = rewritten(TextQuery.Matching.ANY);
        }
        return relaxed;
    }

    private Query rewritten(TextQuery.Matching matching) throws IOException {
        Query whole = new LuceneQueries(query, matching).query(query.root());
        return snapshot.searcher().rewrite(whole);
    }

    private Weight weight(Query rewritten, ScoreMode mode) throws IOException {
        return snapshot.searcher().createWeight(rewritten, mode, 1);
    }

    private TopRows top(Query rewritten, int capacity, IntPredicate accepted) throws IOException {
        TopRows best = new TopRows(capacity, accepted);
        Weight weight = weight(rewritten, ScoreMode.TOP_SCORES);
        for (int leaf : snapshot.largestFirst()) {
            LeafReaderContext context = context(leaf);
            BulkScorer scorer = weight.bulkScorer(context);
            if (scorer != null) {
                best.enter(snapshot.ordinals(leaf));
                Bits live = context.reader().getLiveDocs();
                scorer.score(best, live, 0, DocIdSetIterator.NO_MORE_DOCS);
            }
        }
        return best;
    }

    private AllRows all(Query rewritten, IntPredicate accepted) throws IOException {
        AllRows found = new AllRows(accepted);
        Weight weight = weight(rewritten, ScoreMode.COMPLETE);
        for (LeafReaderContext context : contexts()) {
            BulkScorer scorer = weight.bulkScorer(context);
            if (scorer != null) {
                found.enter(snapshot.ordinals(context.ord));
                Bits live = context.reader().getLiveDocs();
                scorer.score(found, live, 0, DocIdSetIterator.NO_MORE_DOCS);
            }
        }
        return found;
    }

    private void scores(Query rewritten, int[] ordinals, int count, float[] scores)
            throws IOException {
        Weight weight = weight(rewritten, ScoreMode.COMPLETE);
        for (LeafReaderContext context : contexts()) {
            Scorer scorer = weight.scorer(context);
            if (scorer == null) {
                continue;
            }
            int[] documents = snapshot.ordinals(context.ord);
            Bits live = context.reader().getLiveDocs();
            DocIdSetIterator matches = scorer.iterator();
            int from = 0;
            for (int i = 0; i < count && from < documents.length; i++) {
                int doc = Arrays.binarySearch(documents, from, documents.length, ordinals[i]);
                if (doc < 0) {
                    from = ~doc;
                    continue;
                }
                // A segment may have a row several times, of which one at most is live.
                doc = liveOf(documents, doc, live);
                if (doc >= 0) {
                    from = doc + 1;
                    if (matches.docID() < doc) {
                        matches.advance(doc);
                    }
                    if (matches.docID() == doc) {
                        scores[i] = scorer.score();
                    }
                }
            }
        }
    }

    /** The live one of the documents with one ordinal, or -1. */
    private static int liveOf(int[] documents, int any, Bits live) {
        if (live == null) {
            return any;
        }
        int ordinal = documents[any];
        int doc = any;
        while (doc > 0 && documents[doc - 1] == ordinal) {
            doc--;
        }
        for (; doc < documents.length && documents[doc] == ordinal; doc++) {
            if (live.get(doc)) {
                return doc;
            }
        }
        return -1;
    }

    private boolean matchesAnything(Query rewritten) throws IOException {
        Weight weight = weight(rewritten, ScoreMode.COMPLETE_NO_SCORES);
        for (LeafReaderContext context : contexts()) {
            Scorer scorer = weight.scorer(context);
            if (scorer == null) {
                continue;
            }
            Bits live = context.reader().getLiveDocs();
            DocIdSetIterator matches = scorer.iterator();
            for (int doc = matches.nextDoc();
                    doc != DocIdSetIterator.NO_MORE_DOCS;
                    doc = matches.nextDoc()) {
                if (live == null || live.get(doc)) {
                    return true;
                }
            }
        }
        return false;
    }

    private List<LeafReaderContext> contexts() {
        return snapshot.reader().leaves();
    }

    private LeafReaderContext context(int leaf) {
        return contexts().get(leaf);
    }
}
