package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidaldb.ledger.SignalLedger;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.Window;
import io.tidaldb.table.Table;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;

/** Signals on the feed's posts that are rolled up to their authors, and what they must hold. */
final class RolledUp {
    static final int CLAPS = 11;
    static final int READS = 12;

    private RolledUp() {}

    static WriteSet definitions() {
        return Feed.definitions()
                .changeSchema(schema -> with(schema, CLAPS, "claps"))
                .changeSchema(schema -> with(schema, READS, "reads"));
    }

    static Schema with(Schema schema, int id, String name) {
        boolean decays = id % 2 == 1;
        return schema.with(
                new SignalDefinition(
                        id,
                        name,
                        Feed.POSTS,
                        Feed.READERS,
                        decays ? List.of(Feed.DAY, Feed.HOUR) : List.of(),
                        decays ? List.of(7 * Feed.DAY, 1_000_003L) : List.of(),
                        decays ? EnumSet.allOf(Window.class) : EnumSet.of(Window.ALL, Window.DAY),
                        null,
                        false,
                        false,
                        2,
                        false,
                        SignalDefinition.KEEP));
    }

    /** Every author has what its posts have, and whoever is no author has nothing. */
    static void check(Store store, long now) {
        store.advanceTo(now);
        for (SignalDefinition signal : store.schema().signals()) {
            if (!signal.rollsUp()) {
                continue;
            }
            for (int i = 0; i < signal.halfLivesMillis().size(); i++) {
                int index = i;
                check(store, signal, "decay " + i, (l, row) -> l.decayed(row, index, now));
            }
            for (int i = 0; i < signal.lifetimesMillis().size(); i++) {
                int index = i;
                check(store, signal, "linear " + i, (l, row) -> l.linear(index, now).value(row));
            }
            for (Window window : signal.windows()) {
                check(store, signal, window.name(), (l, row) -> l.windowSum(row, window));
            }
        }
    }

    private interface Value {
        double of(SignalLedger ledger, int row);
    }

    private static void check(Store store, SignalDefinition signal, String what, Value value) {
        Table posts = store.table(Feed.POSTS);
        Table authors = store.table(Feed.AUTHORS);
        for (int author = 0; author < authors.size(); author++) {
            double expected = 0;
            double magnitude = 0;
            for (int post = 0; authors.isLive(author) && post < posts.size(); post++) {
                if (posts.isLive(post)
                        && Objects.equals(posts.value(post, 2), authors.key(author))) {
                    double one = value.of(store.signal(signal.id()), post);
                    expected += one;
                    magnitude += Math.abs(one);
                }
            }
            int a = author;
            assertEquals(
                    expected,
                    value.of(store.rolledUp(signal.id()), author),
                    1e-9 * Math.max(1, magnitude),
                    () -> signal.name() + " " + what + " of author " + authors.key(a));
        }
    }
}
