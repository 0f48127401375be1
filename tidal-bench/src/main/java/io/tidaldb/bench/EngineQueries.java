package io.tidaldb.bench;

import io.tidaldb.bench.Request.Shape;
import io.tidaldb.column.Column;
import io.tidaldb.column.DictionaryColumn;
import io.tidaldb.column.LongColumn;
import io.tidaldb.column.OrdinalSet;
import io.tidaldb.ledger.DecayView;
import io.tidaldb.ledger.SignalLedger;
import io.tidaldb.rank.RankedQuery;
import io.tidaldb.rank.RankedResult;
import io.tidaldb.rank.RankedScan;
import io.tidaldb.rank.RankedSource;
import io.tidaldb.rank.diversity.Cap;
import io.tidaldb.rank.expression.ArithmeticOperator;
import io.tidaldb.rank.expression.Expression;
import io.tidaldb.rank.expression.LongOperand;
import io.tidaldb.rank.expression.MeasureSource.BoundMeasure;
import io.tidaldb.rank.expression.Predicate;
import io.tidaldb.rank.expression.TextOperand;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.Window;
import io.tidaldb.store.Store;
import io.tidaldb.table.Table;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The requests as the ranking engine sees them, without SQL above it. */
final class EngineQueries {
    private static final int READER = 4;
    private static final int TOPIC = 5;
    private static final int OTHER_TOPIC = 6;
    private static final double TWO_DAYS_MILLIS = 2 * 86_400_000.0;

    private final Store store;
    private final Table posts;
    private final Table readers;
    private final Map<Shape, RankedScan> scans = new EnumMap<>(Shape.class);

    EngineQueries(Store store) {
        this.store = store;
        TableDefinition table = store.schema().table("posts").orElseThrow();
        TableDefinition users = store.schema().table("readers").orElseThrow();
        this.posts = store.table(table.id());
        this.readers = store.table(users.id());
        Predicate notSeen =
                new Predicate.Not(
                        new Predicate.InSet(
                                values ->
                                        store.seen(table.id(), users.id())
                                                .of(readers.ordinal(values.get(READER)))));
        Predicate notHidden =
                new Predicate.Not(
                        new Predicate.InSet(
                                values ->
                                        store.excluded(table.id(), users.id())
                                                .of(readers.ordinal(values.get(READER)))));
        Predicate inTopics =
                new Predicate.TextIn(
                        (DictionaryColumn) column("topic"),
                        List.of(
                                new TextOperand.Parameter(TOPIC),
                                new TextOperand.Parameter(OTHER_TOPIC)));
        List<Cap> caps =
                List.of(new Cap("creator", column("creator"), new LongOperand.Constant(2)));
        Expression score = score();
        scans.put(
                Shape.ALL_POSTS,
                new RankedScan(new RankedQuery(Predicate.TRUE, score, List.of(), false)));
        scans.put(
                Shape.NOT_SEEN,
                new RankedScan(
                        new RankedQuery(
                                new Predicate.And(List.of(notSeen, notHidden)),
                                score,
                                caps,
                                false)));
        scans.put(
                Shape.TWO_TOPICS,
                new RankedScan(
                        new RankedQuery(
                                new Predicate.And(List.of(inTopics, notSeen, notHidden)),
                                score,
                                caps,
                                false)));
    }

    private Column column(String name) {
        List<String> names =
                store.schema().table("posts").orElseThrow().columns().stream()
                        .map(column -> column.name())
                        .toList();
        return posts.column(names.indexOf(name));
    }

    private Expression score() {
        Expression freshness =
                new Expression.Freshness(
                        new Expression.Attribute((LongColumn) column("created_at")),
                        new Expression.Constant(TWO_DAYS_MILLIS),
                        new Expression.Now());
        return plus(
                plus(
                        plus(times(0, hourly("shares")), times(1, hourly("views"))),
                        times(2, decayed("likes"))),
                times(3, freshness));
    }

    private static Expression plus(Expression left, Expression right) {
        return new Expression.Arithmetic(ArithmeticOperator.ADD, left, right);
    }

    private static Expression times(int weight, Expression right) {
        return new Expression.Arithmetic(
                ArithmeticOperator.MULTIPLY, new Expression.Parameter(weight), right);
    }

    private Expression hourly(String signal) {
        SignalLedger ledger = ledger(signal);
        return new Expression.Measure(
                (now, values) -> new BoundMeasure(ledger.window(Window.HOUR), 1));
    }

    private Expression decayed(String signal) {
        SignalLedger ledger = ledger(signal);
        return new Expression.Measure(
                (now, values) -> {
                    DecayView view = ledger.decay(0);
                    return new BoundMeasure(view.values(), view.factor(now));
                });
    }

    private SignalLedger ledger(String signal) {
        return store.signal(store.schema().signal(signal).orElseThrow().id());
    }

    RankedResult run(Shape shape, Request request) {
        long now = store.clock().now();
        store.advanceTo(now);
        return scans.get(shape)
                .run(
                        new Posts(posts),
                        index ->
                                switch (index) {
                                    case READER -> request.reader();
                                    case TOPIC -> request.topic();
                                    case OTHER_TOPIC -> request.otherTopic();
                                    default -> request.weights()[index];
                                },
                        now,
                        0,
                        Request.LIMIT);
    }

    private record Posts(Table table) implements RankedSource {
        @Override
        public int size() {
            return table.size();
        }

        @Override
        public OrdinalSet live() {
            return table.live();
        }

        @Override
        public List<OrdinalSet> excluded() {
            return List.of();
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public int compareKeys(int ordinal, int other) {
            return table.compareKeys(ordinal, other);
        }
    }
}
