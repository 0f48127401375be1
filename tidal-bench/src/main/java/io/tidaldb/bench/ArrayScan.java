package io.tidaldb.bench;

import io.tidaldb.column.DoubleColumn;
import io.tidaldb.column.LongColumn;
import io.tidaldb.ledger.DecayView;
import io.tidaldb.ledger.SignalLedger;
import io.tidaldb.schema.Window;
import io.tidaldb.store.Store;
import io.tidaldb.table.Table;

import java.util.List;
import java.util.PriorityQueue;

/**
 * The baseline that a programmer would write for a catalogue that never changes: the four terms in
 * arrays, one multiply-add per term and post, and a heap of twenty.
 */
final class ArrayScan {
    private final double[][] terms = new double[4][];

    ArrayScan(Store store) {
        var definition = store.schema().table("posts").orElseThrow();
        Table posts = store.table(definition.id());
        int size = posts.size();
        long now = store.clock().now();
        terms[0] = copy(ledger(store, "shares").window(Window.HOUR), 1, size);
        terms[1] = copy(ledger(store, "views").window(Window.HOUR), 1, size);
        DecayView likes = ledger(store, "likes").decay(0);
        terms[2] = copy(likes.values(), likes.factor(now), size);
        List<String> names = definition.columns().stream().map(column -> column.name()).toList();
        LongColumn created = (LongColumn) posts.column(names.indexOf("created_at"));
        terms[3] = new double[size];
        for (int i = 0; i < size; i++) {
            terms[3][i] = Math.pow(2, -(now - created.longValue(i)) / (2 * 86_400_000.0));
        }
    }

    private static SignalLedger ledger(Store store, String signal) {
        return store.signal(store.schema().signal(signal).orElseThrow().id());
    }

    private static double[] copy(DoubleColumn column, double factor, int size) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = column.value(i) * factor;
        }
        return values;
    }

    private record Scored(int row, double score) {}

    double run(Request request) {
        double[] w = request.weights();
        PriorityQueue<Scored> best =
                new PriorityQueue<>((a, b) -> Double.compare(a.score(), b.score()));
        double threshold = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < terms[0].length; i++) {
            double score =
                    w[0] * terms[0][i]
                            + w[1] * terms[1][i]
                            + w[2] * terms[2][i]
                            + w[3] * terms[3][i];
            if (score > threshold) {
                best.add(new Scored(i, score));
                if (best.size() > Request.LIMIT) {
                    best.poll();
                    threshold = best.element().score();
                }
            }
        }
        return best.element().score();
    }
}
