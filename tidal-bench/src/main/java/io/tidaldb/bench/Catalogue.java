package io.tidaldb.bench;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.store.CheckpointPolicy;
import io.tidaldb.store.Durability;
import io.tidaldb.store.Store;
import io.tidaldb.store.StoreOptions;
import io.tidaldb.store.WriteSet;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SplittableRandom;

/**
 * A store with a million posts, a hundred thousand readers, and signals without any event. It looks
 * like that of the real posts, so that the same requests run on it.
 */
final class Catalogue {
    static final int POSTS = 1_000_000;
    static final int READERS = 100_000;

    private static final int CREATORS = 50_000;
    private static final int TOPICS = 63;
    private static final long TWO_YEARS_MILLIS = 2 * 365 * 86_400_000L;
    private static final int ROWS_PER_COMMIT = 20_000;

    private Catalogue() {}

    /**
     * Makes it.
     *
     * @param signals the statements that create the signals, on {@code posts} and by {@code
     *     readers}
     */
    static void create(Path directory, String... signals) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:tidal:" + directory);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE USER TABLE readers (id BIGINT PRIMARY KEY)");
            statement.execute(
                    "CREATE ITEM TABLE posts (id BIGINT PRIMARY KEY, title VARCHAR NOT NULL,"
                            + " creator BIGINT, topic VARCHAR, created_at TIMESTAMP NOT NULL)");
            for (String signal : signals) {
                statement.execute(signal);
            }
        }
        try (Store store = open(directory, new Durability.None(), CheckpointPolicy.DEFAULT)) {
            int posts = store.schema().table("posts").orElseThrow().id();
            int readers = store.schema().table("readers").orElseThrow().id();
            SplittableRandom random = new SplittableRandom(POSTS);
            long now = store.clock().now();
            for (long from = 1; from <= POSTS; from += ROWS_PER_COMMIT) {
                WriteSet rows = new WriteSet();
                for (long id = from; id < from + ROWS_PER_COMMIT; id++) {
                    rows.insert(
                            posts,
                            new Object[] {
                                id,
                                "Post number " + id,
                                (long) random.nextInt(CREATORS),
                                "topic" + random.nextInt(TOPICS),
                                now - (POSTS - id) * TWO_YEARS_MILLIS / POSTS
                            });
                    if (id <= READERS) {
                        rows.insert(readers, new Object[] {id});
                    }
                }
                store.commit(rows);
            }
        }
    }

    /** Opens it by the machine's clock. */
    static Store open(Path directory, Durability durability, CheckpointPolicy checkpoints) {
        return open(directory, durability, checkpoints, new StoreClock.SystemClock());
    }

    static Store open(
            Path directory, Durability durability, CheckpointPolicy checkpoints, StoreClock clock) {
        return Store.open(
                StoreOptions.at(directory)
                        .withDurability(durability)
                        .withCheckpoints(checkpoints)
                        .withClock(clock));
    }

    /** The id of a signal. */
    static int signal(Store store, String name) {
        return store.schema().signal(name).orElseThrow().id();
    }
}
