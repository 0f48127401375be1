package io.tidaldb.text;

import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.util.Bits;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntToDoubleFunction;

/**
 * The index as it was at one moment, for any number of searches that are to see the same. It must
 * be closed, also after the index was. Any number of threads may use it.
 */
public final class TextView implements AutoCloseable {
    /** Characters of a typed text that are looked at; a word that is longer has no completions. */
    public static final int MAX_TYPED = 64;

    /** What is completed. */
    public enum Unit {
        /** The last word of what was typed, to a word of the column. */
        WORD,
        /** All that was typed, to a whole text of the column. */
        WHOLE
    }

    /** Is shown the rows of an index. */
    @FunctionalInterface
    public interface RowVisitor {
        /**
         * @param birth as it was given with the row
         * @param digest the {@link TextDigest} of the row's texts
         */
        void row(int ordinal, long birth, long digest);
    }

    private final TextIndexDefinition definition;
    private final Snapshot snapshot;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Takes over a snapshot that was held for it. */
    TextView(TextIndexDefinition definition, Snapshot snapshot) {
        this.definition = definition;
        this.snapshot = snapshot;
    }

    /** What is indexed, and how. */
    public TextIndexDefinition definition() {
        return definition;
    }

    /** How many rows there are. */
    public int rows() {
        return open().reader().numDocs();
    }

    /** A query that was parsed for the same definition, to be run here. */
    public TextSearch search(TextQuery query) {
        if (!query.definition().equals(definition)) {
            throw new IllegalArgumentException(
                    "The query is for " + query.definition() + ", not for " + definition);
        }
        return new TextSearch(open(), query);
    }

    /**
     * What a text that is being typed may become, heaviest first, and of two that weigh the same in
     * their alphabetical order; those with a letter misspelt (other, missing, too many or swapped;
     * from four letters on, never the first) come after those without, and only while there are
     * fewer than k of these. Letter case does not matter. At most {@value Completions#MAX_TERMS}
     * words or texts with {@value Completions#MAX_ROWS} rows are looked at, so the fewer letters
     * are typed and the more rows there are, the less it is sure that these are the heaviest of
     * all.
     *
     * @param typed may be anything; without a letter there are no completions
     * @param column the place of a column that the definition has completed
     * @param k how many at most
     * @param weight of a row, such as its popularity; what is no number counts as 0
     */
    public List<Completion> complete(
            String typed, int column, Unit unit, int k, IntToDoubleFunction weight) {
        TextIndexDefinition.Column in = definition.columns().get(column);
        if (!in.completed()) {
            throw new IllegalArgumentException(in.name() + " is not defined to be completed");
        }
        if (k <= 0) {
            return List.of();
        }
        try {
            return switch (unit) {
                case WHOLE -> {
                    String begun = WholeText.of(cut(typed));
                    yield begun.isEmpty()
                            ? List.of()
                            : new Completions(open(), DocumentForm.wholeField(in), k, weight)
                                    .of(begun);
                }
                case WORD -> completeWord(typed, in, k, weight);
            };
        } catch (IOException e) {
            throw Failures.of("Completing by the text index", e);
        }
    }

    private List<Completion> completeWord(
            String typed, TextIndexDefinition.Column in, int k, IntToDoubleFunction weight)
            throws IOException {
        int from = typed.length();
        while (from > 0 && !Character.isWhitespace(typed.charAt(from - 1))) {
            from--;
        }
        // After a blank a new word begins, and it may be any; and no word is so long.
        if (from == typed.length() || typed.length() - from > MAX_TYPED) {
            return List.of();
        }
        String begun = typed.substring(from).toLowerCase(Locale.ROOT);
        int[] last = {begun.length(), -1};
        Words.each(
                Analyzers.named(Analyzers.STANDARD),
                begun,
                (term, place, start, end) -> {
                    last[0] = start;
                    last[1] = end;
                    return true;
                });
        if (last[1] < begun.length()) {
            return List.of();
        }
        String before = typed.substring(0, from) + begun.substring(0, last[0]);
        String field = DocumentForm.wordField(definition, in);
        return new Completions(open(), field, k, weight)
                .of(begun.substring(last[0])).stream()
                        .map(
                                found ->
                                        new Completion(
                                                before + found.text(),
                                                found.ordinal(),
                                                found.weight(),
                                                found.exact()))
                        .toList();
    }

    private static String cut(String typed) {
        if (typed.length() <= MAX_TYPED) {
            return typed;
        }
        boolean splits = Character.isHighSurrogate(typed.charAt(MAX_TYPED - 1));
        return typed.substring(0, splits ? MAX_TYPED - 1 : MAX_TYPED);
    }

    /** Shows each row once, in no order. */
    public void check(RowVisitor visitor) {
        try {
            for (LeafReaderContext context : open().reader().leaves()) {
                LeafReader segment = context.reader();
                Bits live = segment.getLiveDocs();
                int[] ordinals = snapshot.ordinals(context.ord);
                NumericDocValues births = segment.getNumericDocValues(DocumentForm.BIRTH);
                NumericDocValues digests = segment.getNumericDocValues(DocumentForm.DIGEST);
                for (int doc = 0; doc < ordinals.length; doc++) {
                    if (live == null || live.get(doc)) {
                        births.advance(doc);
                        digests.advance(doc);
                        visitor.row(ordinals[doc], births.longValue(), digests.longValue());
                    }
                }
            }
        } catch (IOException e) {
            throw Failures.of("Checking the text index", e);
        }
    }

    private Snapshot open() {
        if (closed.get()) {
            throw Failures.of(new AlreadyClosedException("the view is closed"));
        }
        return snapshot;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            snapshot.giveBack();
        }
    }
}
