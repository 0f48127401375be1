package io.tidaldb.oracle;

import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.Window;
import io.tidaldb.store.Feed;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Random events: duplicates, negative weights and the largest, times at the edges of buckets and
 * windows, late, ahead, and out of range now and then.
 */
final class EventGenerator {
    private static final long MINUTE = 60_000;

    /** Identities per signal, so few that most come again. */
    private static final int IDS = 60;

    /** Identities that all writers of a store use, always for the same event. */
    private static final int SHARED_IDS = 40;

    private static final List<Double> WEIGHTS =
            List.of(1.0, 1.0, 1.0, 2.0, -1.0, 0.5, 0.0, -0.25, 3.0, 0.1, -0.3, 1e9, -1e9, 1e-6);

    private static final List<Double> BAD_WEIGHTS =
            List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1.000001e9);

    /** One of so many batches has something that no store accepts. */
    private static final int RARELY = 25;

    private final Random random;
    private final KeySpace keys;

    EventGenerator(Random random, KeySpace keys) {
        this.random = random;
        this.keys = keys;
    }

    Operation append(BruteForce state, SignalDefinition signal, long now) {
        int count = random.nextInt(8) == 0 ? 60 : random.nextInt(1, 7);
        List<Object> targets = present(state, signal.targetTable());
        if (signal.targetTable() == Feed.POSTS) {
            targets.addAll(keys.sharedPosts());
        }
        List<Object> users =
                signal.userTable() == SignalDefinition.NO_USER
                        ? List.of()
                        : present(state, signal.userTable());
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(
                    isShared(signal)
                            ? shared(random.nextInt(SHARED_IDS))
                            : event(targets, users, weight(), time(state, now)));
        }
        if (signal.acceptsUnknown() && random.nextInt(4) == 0) {
            events.add(
                    event(
                            keys.keys(signal.targetTable()),
                            signal.userTable() == SignalDefinition.NO_USER
                                    ? List.of()
                                    : keys.keys(signal.userTable()),
                            weight(),
                            now));
        }
        if (random.nextInt(RARELY) == 0) {
            events.add(
                    random.nextInt(events.size() + 1),
                    random.nextBoolean()
                            ? event(targets, users, pick(BAD_WEIGHTS), now)
                            : event(targets, users, 1, badTime(now)));
        }
        return new Operation.Append(signal.id(), events);
    }

    private Event event(List<Object> targets, List<Object> users, double weight, long at) {
        return new Event(
                random.nextInt(3) > 0 ? null : (Long) (keys.first() + random.nextInt(IDS)),
                pick(targets),
                users.isEmpty() || random.nextInt(4) == 0 ? null : pick(users),
                weight,
                at);
    }

    /** Takes back some events, rarely one that never was. */
    Operation retract(BruteForce state, SignalDefinition signal) {
        List<Long> all = new ArrayList<>();
        if (signal.retentionMillis() != SignalDefinition.KEEP) {
            // What has expired cannot be taken back, and when that happens is up to the store.
            return new Operation.Retract(signal.id(), Set.of());
        }
        for (BruteForce.Logged logged : state.events(signal.id())) {
            // What all writers write, another may take back as well.
            if (logged.event().id() != null && logged.event().id() >= 0) {
                all.add(logged.event().id());
            }
        }
        Set<Long> ids = new LinkedHashSet<>();
        for (int i = random.nextInt(1, 4); i > 0 && !all.isEmpty(); i--) {
            ids.add(pick(all));
        }
        if (random.nextInt(RARELY) == 0) {
            ids.add(keys.first() + IDS);
        }
        return new Operation.Retract(signal.id(), ids);
    }

    private boolean isShared(SignalDefinition signal) {
        return !keys.sharedPosts().isEmpty()
                && signal.id() == Feed.LIKES
                && random.nextInt(10) == 0;
    }

    private Event shared(int index) {
        List<Long> posts = keys.sharedPosts();
        return new Event(
                -1L - index,
                posts.get(index % posts.size()),
                null,
                1 + index % 3,
                Feed.T0 - index * Feed.HOUR);
    }

    /** Keys of rows, rarely one of no row. */
    private List<Object> present(BruteForce state, int table) {
        List<Object> all = keys.keys(table);
        List<Object> present = new ArrayList<>(all);
        present.retainAll(state.rows(table).keySet());
        return present.isEmpty() || random.nextInt(50) == 0 ? all : present;
    }

    double weight() {
        return pick(WEIGHTS);
    }

    /** A time relative to now; where the clock follows the events, sometimes one that moves it. */
    long time(BruteForce state, long now) {
        long bucket = pick(List.of(MINUTE, Feed.HOUR, Feed.DAY));
        long start = Math.floorDiv(now, bucket) * bucket;
        long time =
                switch (random.nextInt(14)) {
                    case 0, 1, 2 -> now;
                    case 3 -> start;
                    case 4 -> start - 1;
                    case 5 -> {
                        Window window =
                                pick(List.of(Window.HOUR, Window.DAY, Window.WEEK, Window.MONTH));
                        long length = window.bucketMillis();
                        // The first moment that the window covers, or the last that it does not.
                        yield (Math.floorDiv(now, length) - window.buckets() + 1) * length
                                - random.nextInt(2);
                    }
                    case 6 -> now + random.nextLong(BruteForce.MAX_SKEW + 1);
                    case 7 -> now + BruteForce.MAX_SKEW;
                    case 8 -> now - random.nextLong(2 * Feed.HOUR);
                    case 9 -> now - random.nextLong(2 * Feed.DAY);
                    case 10 -> now - random.nextLong(40 * Feed.DAY);
                    case 11 -> now - random.nextLong(800 * Feed.DAY);
                    case 12 -> random.nextInt(20) == 0 ? 0 : now - 1;
                    default -> now - random.nextLong(20 * MINUTE);
                };
        if (state.followsEvents() && random.nextInt(12) == 0) {
            time = now + random.nextLong(random.nextBoolean() ? 3 * Feed.HOUR : 40 * Feed.DAY);
        }
        return time;
    }

    private long badTime(long now) {
        return pick(List.of(-1L, BruteForce.MAX_TIME + 1, now + BruteForce.MAX_SKEW + Feed.DAY));
    }

    /** A signal with any half-lives and windows, on rows of any kind. */
    SignalDefinition signal(int id) {
        List<Long> halfLives = new ArrayList<>();
        for (long halfLife : List.of(MINUTE, Feed.HOUR, 30 * Feed.DAY)) {
            if (random.nextInt(2) == 0) {
                halfLives.add(halfLife);
            }
        }
        List<Long> lifetimes = new ArrayList<>();
        for (long lifetime : List.of(Feed.HOUR, 7 * Feed.DAY + 1)) {
            if (random.nextInt(3) == 0) {
                lifetimes.add(lifetime);
            }
        }
        Set<Window> windows = EnumSet.of(Window.ALL);
        for (Window window : Window.values()) {
            if (random.nextInt(2) == 0) {
                windows.add(window);
            }
        }
        int target = pick(List.of(Feed.POSTS, Feed.POSTS, Feed.AUTHORS, Feed.READERS));
        int user = random.nextInt(4) == 0 ? SignalDefinition.NO_USER : Feed.READERS;
        boolean marks = target == Feed.POSTS && user != SignalDefinition.NO_USER;
        boolean relates = marks && random.nextInt(3) == 0;
        return new SignalDefinition(
                id,
                "extra" + id,
                target,
                user,
                halfLives,
                lifetimes,
                windows,
                null,
                marks && random.nextInt(3) == 0,
                marks && random.nextInt(3) == 0,
                target == Feed.POSTS && random.nextInt(2) == 0
                        ? Feed.CREATOR_OF_POST
                        : SignalDefinition.NO_ROLL_UP,
                random.nextInt(3) == 0,
                relates
                        ? SignalDefinition.KEEP
                        : pick(List.of(SignalDefinition.KEEP, Feed.HOUR, 3 * Feed.DAY)),
                marks && random.nextInt(3) == 0,
                relates ? 3 : SignalDefinition.UNRELATED);
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
