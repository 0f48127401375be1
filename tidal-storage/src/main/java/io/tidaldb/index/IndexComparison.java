package io.tidaldb.index;

import io.tidaldb.table.RowCursor;
import io.tidaldb.table.Table;
import io.tidaldb.text.TextDigest;
import io.tidaldb.text.TextView;
import io.tidaldb.vector.VectorIndex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * Compares an index with the rows of its table, row by row. Rows may be written meanwhile: those
 * that have changed since the comparison began are passed over, since the index and the row may
 * have been looked at before and after the change.
 */
final class IndexComparison {
    /** Roundings that the score of a vector with itself may have, relative to its length. */
    private static final double TOLERANCE = 1e-4;

    private static final String NO_ROW = "is in it, but there is no such row";

    /** What seems to be wrong with the row of an ordinal. */
    private record Suspicion(int ordinal, String what) {}

    private final Table table;
    private final boolean[] columns;
    private final LongSupplier position;
    private final Runnable settle;
    private final IntConsumer progress;
    private final Consumer<String> findings;
    private final List<Suspicion> suspicions = new ArrayList<>();
    private int read;

    /**
     * @param columns those that the index is of
     * @param position up to which all is applied; asked at the beginning and at the end
     * @param settle returns when all that was written before has been applied
     * @param progress is told how many rows were read
     * @param findings takes a sentence for each difference
     */
    IndexComparison(
            Table table,
            boolean[] columns,
            LongSupplier position,
            Runnable settle,
            IntConsumer progress,
            Consumer<String> findings) {
        this.table = table;
        this.columns = columns;
        this.position = position;
        this.settle = settle;
        this.progress = progress;
        this.findings = findings;
    }

    /**
     * Compares what is searched.
     *
     * @return how many rows were read
     */
    long compare(RowIndex index) {
        long begun = position.getAsLong();
        switch (index) {
            case TextRows texts -> {
                try (TextView view = texts.texts().tryView()) {
                    // It is another one by now, or none, that is searched.
                    if (view != null) {
                        compare(texts.columns(), view, begun, true);
                    }
                }
            }
            case VectorRows vectors -> compare(vectors, begun);
        }
        return read;
    }

    /**
     * Compares texts as they were put on disk, while nothing is written. What is there of rows that
     * are gone goes when it is opened, which is no difference.
     *
     * @param texts which columns of a row the texts are
     * @param committed the position of the log that they are as of
     * @return how many rows were read
     */
    long compare(int[] texts, TextView view, long committed) {
        compare(texts, view, committed, false);
        return read;
    }

    private void compare(int[] texts, TextView view, long begun, boolean current) {
        // Later than the view, so that there is a row for all that is in it.
        Entries entries = new Entries(table.size());
        view.check(entries::add);
        try (RowCursor rows = table.scan(columns)) {
            while (rows.next()) {
                progress.accept(++read);
                int ordinal = rows.ordinal();
                boolean there = entries.take(ordinal);
                if (rows.modifiedAt() > begun) {
                    continue;
                }
                if (!there) {
                    suspect(ordinal, "is not in it");
                } else if (entries.births[ordinal] != table.bornAt(ordinal)
                        || entries.digests[ordinal]
                                != TextDigest.of(TextRows.texts(rows.row(), texts))) {
                    suspect(ordinal, "is in it with other texts");
                } else if (entries.repeated.get(ordinal)) {
                    suspect(ordinal, "is in it twice");
                }
            }
        }
        if (current) {
            entries.left().stream().forEach(ordinal -> suspect(ordinal, NO_ROW));
        }
        judge(begun);
    }

    /** What a text index has, by ordinal. */
    private static final class Entries {
        final BitSet present = new BitSet();
        final BitSet repeated = new BitSet();
        long[] births;
        long[] digests;

        Entries(int size) {
            births = new long[size];
            digests = new long[size];
        }

        void add(int ordinal, long birth, long digest) {
            if (present.get(ordinal)) {
                repeated.set(ordinal);
            }
            present.set(ordinal);
            if (ordinal >= births.length) {
                int length = Math.max(ordinal + 1, births.length + (births.length >> 1));
                births = Arrays.copyOf(births, length);
                digests = Arrays.copyOf(digests, length);
            }
            births[ordinal] = birth;
            digests[ordinal] = digest;
        }

        /** Whether an ordinal is in it, which is then no longer {@link #left}. */
        boolean take(int ordinal) {
            boolean there = present.get(ordinal);
            present.clear(ordinal);
            return there;
        }

        BitSet left() {
            return present;
        }
    }

    private void compare(VectorRows rows, long begun) {
        VectorIndex vectors = rows.vectors();
        BitSet met = new BitSet();
        int expected = 0;
        try (RowCursor cursor = table.scan(columns)) {
            while (cursor.next()) {
                progress.accept(++read);
                int ordinal = cursor.ordinal();
                met.set(ordinal);
                float[] vector = rows.comparable(cursor.row());
                expected += vector == null ? 0 : 1;
                if (cursor.modifiedAt() > begun) {
                    continue;
                }
                if (vector == null) {
                    if (holds(vectors, ordinal)) {
                        suspect(ordinal, "is in it without a vector");
                    }
                } else if (!isSame(vectors, ordinal, vector)) {
                    suspect(ordinal, "is not in it with its vector");
                }
            }
        }
        int size = table.size();
        for (int ordinal = met.nextClearBit(0); ordinal < size; ) {
            if (holds(vectors, ordinal)) {
                suspect(ordinal, NO_ROW);
            }
            ordinal = met.nextClearBit(ordinal + 1);
        }
        int found = vectors.size();
        if (!judge(begun) && position.getAsLong() == begun && found != expected) {
            findings.accept("it has " + found + " vectors and the rows " + expected);
        }
    }

    private static boolean holds(VectorIndex vectors, int ordinal) {
        float[] any = new float[vectors.dimension()];
        any[0] = 1;
        return !Float.isNaN(vectors.score(ordinal, any));
    }

    private static boolean isSame(VectorIndex vectors, int ordinal, float[] vector) {
        float squared = vectors.metric().check(vector, vectors.dimension());
        double self =
                switch (vectors.metric()) {
                    case COSINE -> 1;
                    case DOT -> squared;
                    case EUCLIDEAN -> 0;
                };
        double score = vectors.score(ordinal, vector);
        return Math.abs(score - self) <= TOLERANCE * Math.max(1, squared);
    }

    private void suspect(int ordinal, String what) {
        suspicions.add(new Suspicion(ordinal, what));
    }

    /**
     * Tells what is wrong with rows that have not changed meanwhile.
     *
     * @return whether there is any
     */
    private boolean judge(long begun) {
        settle.run();
        boolean any = false;
        for (Suspicion one : suspicions) {
            if (table.modifiedAt(one.ordinal) <= begun) {
                any = true;
                findings.accept(row(one.ordinal) + " " + one.what);
            }
        }
        return any;
    }

    private String row(int ordinal) {
        Object key = table.isLive(ordinal) ? table.key(ordinal) : null;
        return key == null ? "the row of ordinal " + ordinal : "row " + key;
    }
}
