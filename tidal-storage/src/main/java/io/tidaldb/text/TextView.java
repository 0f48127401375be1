package io.tidaldb.text;

import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.util.Bits;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;

/**
 * The index as it was at one moment, for any number of searches that are to see the same. It must
 * be closed, also after the index was. Any number of threads may use it.
 */
public final class TextView implements AutoCloseable {
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
     * their alphabetical order. Letter case does not matter. Where a letter may be misspelt (other,
     * missing, too many or swapped; from four letters on, never the first) such completions come
     * after those without a mistake, and only while there are fewer than k of these. At most
     * {@value Completions#MAX_TERMS} words or texts with {@value Completions#MAX_ROWS} rows are
     * looked at, so the fewer letters are typed and the more rows there are, the less it is sure
     * that these are the heaviest of all.
     *
     * @param k how many at most
     * @param accepted which rows count; null means all
     * @param weight of a row, such as its popularity; what is no number counts as 0
     */
    public List<Completion> complete(
            CompletionQuery query, int k, IntPredicate accepted, IntToDoubleFunction weight) {
        TextIndexDefinition.Column in = definition.columns().get(query.column());
        if (!in.completed()) {
            throw new IllegalArgumentException(in.name() + " is not defined to be completed");
        }
        if (k <= 0) {
            return List.of();
        }
        try {
            return switch (query.unit()) {
                case WHOLE -> {
                    String begun = WholeText.of(cut(query.typed()));
                    yield begun.isEmpty()
                            ? List.of()
                            : new Completions(
                                            open(),
                                            DocumentForm.wholeField(in),
                                            k,
                                            accepted,
                                            weight)
                                    .of(begun, query.fuzzy());
                }
                case WORD -> new WordCompletions(definition, open(), query).of(k, accepted, weight);
            };
        } catch (IOException e) {
            throw Failures.of("Completing by the text index", e);
        }
    }

    private static String cut(String typed) {
        int length = CompletionQuery.MAX_WORD;
        if (typed.length() <= length) {
            return typed;
        }
        boolean splits = Character.isHighSurrogate(typed.charAt(length - 1));
        return typed.substring(0, splits ? length - 1 : length);
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
