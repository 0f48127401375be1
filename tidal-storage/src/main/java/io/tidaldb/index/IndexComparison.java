package io.tidaldb.index;

import io.tidaldb.table.RowCursor;
import io.tidaldb.table.Table;
import io.tidaldb.text.TextDigest;
import io.tidaldb.text.TextView;
import io.tidaldb.vector.VectorIndex;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Compares an index with the rows of its table, row by row, while nothing is written. */
final class IndexComparison {
    /** Roundings that the score of a vector with itself may have, relative to its length. */
    private static final double TOLERANCE = 1e-4;

    private record Entry(long birth, long digest) {}

    private final Table table;
    private final boolean[] columns;
    private final Consumer<String> findings;

    /**
     * @param findings takes a sentence for each difference
     */
    IndexComparison(Table table, boolean[] columns, Consumer<String> findings) {
        this.table = table;
        this.columns = columns;
        this.findings = findings;
    }

    void compare(RowIndex index) {
        switch (index) {
            case TextRows texts -> compare(texts);
            case VectorRows vectors -> compare(vectors);
        }
    }

    private void compare(TextRows texts) {
        Map<Integer, Entry> entries = new HashMap<>();
        Set<Integer> repeated = new HashSet<>();
        try (TextView view = texts.texts().view()) {
            view.check(
                    (ordinal, birth, digest) -> {
                        if (entries.put(ordinal, new Entry(birth, digest)) != null) {
                            repeated.add(ordinal);
                        }
                    });
        }
        repeated.forEach(ordinal -> findings.accept("row " + ordinal + " is in it twice"));
        try (RowCursor rows = table.scan(columns)) {
            while (rows.next()) {
                Entry entry = entries.remove(rows.ordinal());
                if (entry == null) {
                    findings.accept(row(rows.ordinal()) + " is not in it");
                } else if (entry.birth != table.bornAt(rows.ordinal())
                        || entry.digest != TextDigest.of(texts.texts(rows.row()))) {
                    findings.accept(row(rows.ordinal()) + " is in it with other texts");
                }
            }
        }
        entries.keySet()
                .forEach(
                        ordinal -> findings.accept("ordinal " + ordinal + " is in it, but no row"));
    }

    private void compare(VectorRows rows) {
        VectorIndex vectors = rows.vectors();
        int expected = 0;
        try (RowCursor cursor = table.scan(columns)) {
            while (cursor.next()) {
                float[] vector = rows.comparable(cursor.row());
                expected += vector == null ? 0 : 1;
                if (vector == null) {
                    if (holds(vectors, cursor.ordinal())) {
                        findings.accept(row(cursor.ordinal()) + " is in it without a vector");
                    }
                } else if (!isSame(vectors, cursor.ordinal(), vector)) {
                    findings.accept(row(cursor.ordinal()) + " is not in it with its vector");
                }
            }
        }
        if (vectors.size() != expected) {
            findings.accept("it has " + vectors.size() + " vectors and the rows " + expected);
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

    private String row(int ordinal) {
        Object key = table.key(ordinal);
        return key == null ? "the row of ordinal " + ordinal : "row " + key;
    }
}
