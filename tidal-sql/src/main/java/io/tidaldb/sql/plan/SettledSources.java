package io.tidaldb.sql.plan;

import io.tidaldb.store.Store;
import io.tidaldb.table.Table;
import io.tidaldb.text.TextHits;
import io.tidaldb.text.TextQuery;
import io.tidaldb.text.TextView;
import io.tidaldb.vector.Nearest;
import io.tidaldb.vector.VectorScorer;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/**
 * Makes two indexes say the same of a row. They are searched one after the other, and a row that is
 * written in between may be there in its old version for one of them and in its new one for the
 * other. So rows that came since the statement began, or are gone, are taken out of what both
 * found; and rows that changed are asked for in both again, between two commit groups of the
 * writer. That takes long enough to be noticed, but happens only to statements that meet a row
 * which is being changed.
 */
final class SettledSources {
    private final Store store;
    private final Table table;

    /** The log position up to which both indexes had everything when the first was searched. */
    private final long begun;

    private final TextQuery query;
    private final Supplier<TextView> texts;
    private final Supplier<VectorScorer> vectors;
    private final IntPredicate others;
    private final int wanted;

    /**
     * @param texts the text index as it then is
     * @param vectors scores rows by the vector index as it then is
     * @param others whether a row passes the other conditions
     * @param wanted how many nearest there are to be at most
     */
    SettledSources(
            Store store,
            Table table,
            long begun,
            TextQuery query,
            Supplier<TextView> texts,
            Supplier<VectorScorer> vectors,
            IntPredicate others,
            int wanted) {
        this.store = store;
        this.table = table;
        this.begun = begun;
        this.query = query;
        this.texts = texts;
        this.vectors = vectors;
        this.others = others;
        this.wanted = wanted;
    }

    Sources settle(Sources found) {
        if (table.changedAt() <= begun) {
            return found;
        }
        BitSet written = written(found);
        if (written.isEmpty()) {
            return found;
        }
        int[] changed =
                written.stream()
                        .filter(o -> table.isLive(o) && table.bornAt(o) <= begun && others.test(o))
                        .toArray();
        return again(found, written, changed);
    }

    /** Which of what was found was written since. */
    private BitSet written(Sources found) {
        BitSet written = new BitSet();
        TextHits matches = found.matches();
        for (int i = 0; i < matches.size(); i++) {
            note(matches.ordinal(i), written);
        }
        Nearest nearest = found.nearest();
        for (int i = 0; i < nearest.size(); i++) {
            note(nearest.ordinal(i), written);
        }
        return written;
    }

    private void note(int ordinal, BitSet written) {
        if (table.modifiedAt(ordinal) > begun) {
            written.set(ordinal);
        }
    }

    private Sources again(Sources found, BitSet written, int[] changed) {
        float[] nearness = new float[changed.length];
        float[] scores = new float[changed.length];
        if (changed.length > 0) {
            TextView[] view = new TextView[1];
            store.betweenWrites(
                    () -> {
                        VectorScorer scorer = vectors.get();
                        for (int i = 0; i < changed.length; i++) {
                            // One that was deleted by now has none, and is in no text index.
                            nearness[i] = scorer.score(changed[i]);
                        }
                        view[0] = texts.get();
                    });
            try (TextView held = view[0]) {
                held.search(query).scores(changed, changed.length, scores);
            }
        }
        return merge(found, written, changed, scores, nearness);
    }

    /** What was found, with what was found again in place of what was written. */
    private Sources merge(
            Sources found, BitSet written, int[] changed, float[] scores, float[] nearness) {
        TextHits matches = found.matches();
        Picked texts = new Picked(matches.size() + changed.length);
        Picked near = new Picked(matches.size() + changed.length);
        for (int i = 0; i < matches.size(); i++) {
            if (!written.get(matches.ordinal(i))) {
                texts.add(matches.ordinal(i), matches.score(i));
                near.add(matches.ordinal(i), found.nearness() == null ? 0 : found.nearness()[i]);
            }
        }
        Nearest nearest = found.nearest();
        Picked nearer = new Picked(nearest.size() + changed.length);
        for (int i = 0; i < nearest.size(); i++) {
            if (!written.get(nearest.ordinal(i))) {
                nearer.add(nearest.ordinal(i), nearest.score(i));
            }
        }
        // What is worse than all that was found may be worse than others that were not.
        boolean all = nearest.size() < wanted;
        float worst = all ? Float.NEGATIVE_INFINITY : nearest.score(nearest.size() - 1);
        for (int i = 0; i < changed.length; i++) {
            if (scores[i] > 0) {
                texts.add(changed[i], scores[i]);
                near.add(changed[i], nearness[i]);
            }
            if (nearness[i] >= worst) {
                nearer.add(changed[i], nearness[i]);
            }
        }
        return new Sources(
                TextHits.of(texts.ordinals(), texts.scores()),
                found.nearness() == null ? null : near.scores(),
                Nearest.of(nearer.ordinals(), nearer.scores(), nearer.size));
    }

    /** Rows and their scores, as many as there were. */
    private static final class Picked {
        private final int[] ordinals;
        private final float[] scores;
        private int size;

        Picked(int most) {
            ordinals = new int[most];
            scores = new float[most];
        }

        void add(int ordinal, float score) {
            ordinals[size] = ordinal;
            scores[size++] = score;
        }

        int[] ordinals() {
            return Arrays.copyOf(ordinals, size);
        }

        float[] scores() {
            return Arrays.copyOf(scores, size);
        }
    }
}
