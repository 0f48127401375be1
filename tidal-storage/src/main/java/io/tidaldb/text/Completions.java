package io.tidaldb.text;

import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MultiBits;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.CompiledAutomaton;
import org.apache.lucene.util.automaton.LevenshteinAutomata;
import org.apache.lucene.util.automaton.Operations;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;

/**
 * The heaviest terms of a field that begin with something. Terms are met in their order, so where
 * there are more than can be looked at it is the first that are.
 */
final class Completions {
    /** Terms that are looked at for a completion. */
    static final int MAX_TERMS = 50_000;

    /** Rows whose weight is asked for a completion. */
    static final int MAX_ROWS = 200_000;

    private static final int TYPO_LENGTH = 4;
    private static final Comparator<Completion> WORST_FIRST =
            Comparator.comparing(Completion::exact)
                    .thenComparingDouble(Completion::weight)
                    .thenComparing(Completion::text, Comparator.reverseOrder());

    private final Snapshot snapshot;
    private final String field;
    private final int k;
    private final IntPredicate accepted;
    private final IntToDoubleFunction weight;
    private final Bits live;
    private final PriorityQueue<Completion> best = new PriorityQueue<>(WORST_FIRST);
    private PostingsEnum postings;
    private int termsLeft = MAX_TERMS;
    private int rowsLeft = MAX_ROWS;

    /**
     * @param k at least 1
     * @param accepted which rows count; null means all
     */
    Completions(
            Snapshot snapshot,
            String field,
            int k,
            IntPredicate accepted,
            IntToDoubleFunction weight) {
        this.snapshot = snapshot;
        this.field = field;
        this.k = k;
        this.accepted = accepted;
        this.weight = weight;
        live = MultiBits.getLiveDocs(snapshot.reader());
    }

    /**
     * @param typed in lower case, not empty
     * @param fuzzy whether a letter may be misspelt
     */
    List<Completion> of(String typed, boolean fuzzy) throws IOException {
        Terms terms = MultiTerms.getTerms(snapshot.reader(), field);
        if (terms != null) {
            BytesRef beginning = new BytesRef(typed);
            exact(terms.iterator(), beginning);
            int letters = typed.codePointCount(0, typed.length());
            if (fuzzy && best.size() < k && letters >= TYPO_LENGTH) {
                misspelt(terms, typed, beginning);
            }
        }
        List<Completion> ordered = new ArrayList<>(best);
        ordered.sort(WORST_FIRST.reversed());
        return ordered;
    }

    private void exact(TermsEnum terms, BytesRef beginning) throws IOException {
        if (terms.seekCeil(beginning) == TermsEnum.SeekStatus.END) {
            return;
        }
        for (BytesRef term = terms.term();
                term != null && StringHelper.startsWith(term, beginning) && hasRoom();
                term = terms.next()) {
            offer(terms, true);
        }
    }

    /** One letter other, missing, too many or swapped, but not the first. */
    private void misspelt(Terms terms, String typed, BytesRef beginning) throws IOException {
        int first = typed.offsetByCodePoints(0, 1);
        Automaton near =
                new LevenshteinAutomata(typed.substring(first), true)
                        .toAutomaton(1, typed.substring(0, first));
        Automaton begun =
                Operations.determinize(
                        Operations.concatenate(List.of(near, Automata.makeAnyString())),
                        Operations.DEFAULT_DETERMINIZE_WORK_LIMIT);
        TermsEnum found = new CompiledAutomaton(begun, false, true).getTermsEnum(terms);
        for (BytesRef term = found.next(); term != null && hasRoom(); term = found.next()) {
            if (!StringHelper.startsWith(term, beginning)) {
                offer(found, false);
            }
        }
    }

    private boolean hasRoom() {
        return termsLeft > 0 && rowsLeft > 0;
    }

    private void offer(TermsEnum terms, boolean exact) throws IOException {
        termsLeft--;
        double sum = 0;
        double heaviest = 0;
        int heaviestOrdinal = -1;
        int leaf = -1;
        int base = 0;
        int end = 0;
        int[] ordinals = {};
        postings = terms.postings(postings, PostingsEnum.NONE);
        for (int doc = postings.nextDoc();
                doc != DocIdSetIterator.NO_MORE_DOCS && rowsLeft > 0;
                doc = postings.nextDoc()) {
            if (live != null && !live.get(doc)) {
                continue;
            }
            rowsLeft--;
            while (doc >= end) {
                leaf++;
                LeafReaderContext context = snapshot.reader().leaves().get(leaf);
                base = context.docBase;
                end = base + context.reader().maxDoc();
                ordinals = snapshot.ordinals(leaf);
            }
            int ordinal = ordinals[doc - base];
            if (accepted != null && !accepted.test(ordinal)) {
                continue;
            }
            double one = weight.applyAsDouble(ordinal);
            one = Double.isNaN(one) ? 0 : one;
            sum += one;
            if (heaviestOrdinal < 0
                    || one > heaviest
                    || one == heaviest && ordinal < heaviestOrdinal) {
                heaviest = one;
                heaviestOrdinal = ordinal;
            }
        }
        if (heaviestOrdinal < 0) {
            return;
        }
        if (best.size() == k && exact == best.peek().exact() && sum < best.peek().weight()) {
            return;
        }
        best.add(new Completion(terms.term().utf8ToString(), heaviestOrdinal, sum, exact));
        if (best.size() > k) {
            best.poll();
        }
    }
}
