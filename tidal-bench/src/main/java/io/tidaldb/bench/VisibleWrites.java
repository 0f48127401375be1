package io.tidaldb.bench;

import io.tidaldb.bench.HybridStore.Post;

import org.HdrHistogram.Histogram;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How long it takes from before a post with a title, a body and a vector is written and committed
 * until the next statement has found it by a word and a vector of its own, while another connection
 * searches all the time.
 */
final class VisibleWrites {
    private static final int WRITES = 1_500;

    /** The writing and the searching thread share the processors with the compiler at first. */
    private static final int WARM_UP = 6_000;

    private static final String WARMING_UP = "warming up";
    private static final long NEW_ID = 1L << 40;

    private final HybridStore store;
    private final List<TextRequest> words;
    private final String durability;
    private final PrintStream out;

    VisibleWrites(HybridStore store, List<TextRequest> words, String durability, PrintStream out) {
        this.store = store;
        this.words = words;
        this.durability = durability;
        this.out = out;
    }

    /** A write of a post. */
    private interface Write {
        void run(Post post, float[] vector) throws SQLException;
    }

    void run() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        String url = store.url(";durability=" + durability);
        ExecutorService searcher = Executors.newSingleThreadExecutor();
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement insert = connection.prepareStatement(HybridStore.INSERT);
                PreparedStatement update =
                        connection.prepareStatement(
                                "UPDATE posts SET title = ?, meaning = ? WHERE id = ?");
                PreparedStatement find =
                        connection.prepareStatement(
                                "SELECT id FROM posts RANK BY RRF() MATCH ? NEAR ? LIMIT 1")) {
            Future<Integer> searches = searcher.submit(() -> search(url, over));
            Latencies table = new Latencies(out);
            table.heading(
                    "Written (durability " + durability + ") and found, while another searches");
            for (String name : List.of(WARMING_UP, "a new post", "a changed post")) {
                boolean changed = name.equals("a changed post");
                Write write =
                        changed
                                ? (post, vector) -> {
                                    update.setString(1, post.title());
                                    update.setObject(2, vector);
                                    update.setLong(3, post.id());
                                    update.executeUpdate();
                                }
                                : (post, vector) -> {
                                    HybridStore.set(insert, post, vector);
                                    insert.executeUpdate();
                                };
                int count = name.equals(WARMING_UP) ? WARM_UP : WRITES;
                measure(table, name, count, changed, write, find);
            }
            over.set(true);
            out.println("searches meanwhile: " + searches.get());
        } finally {
            over.set(true);
            searcher.shutdown();
        }
    }

    private void measure(
            Latencies table,
            String name,
            int count,
            boolean changed,
            Write write,
            PreparedStatement find)
            throws SQLException {
        Histogram nanos = new Histogram(3);
        Histogram writing = new Histogram(3);
        for (int i = 0; i < count; i++) {
            Post like = store.posts.get(i * 41 % store.posts.size());
            String word = word(name, i);
            long id = changed ? like.id() : NEW_ID + word.hashCode();
            Post post =
                    new Post(
                            id,
                            like.title() + " " + word,
                            like.body(),
                            like.creator(),
                            like.topic(),
                            like.at());
            float[] vector =
                    store.embeddings.queries()[i % store.embeddings.queries().length].clone();
            vector[i % vector.length] += 0.5f + i * 1e-4f;
            long start = System.nanoTime();
            write.run(post, vector);
            writing.recordValue(System.nanoTime() - start);
            find.setString(1, word);
            find.setObject(2, vector);
            try (ResultSet rows = find.executeQuery()) {
                if (!rows.next() || rows.getLong(1) != id) {
                    throw new IllegalStateException("post " + id + " was not found");
                }
            }
            nanos.recordValue(System.nanoTime() - start);
        }
        if (name.equals(WARMING_UP)) {
            return;
        }
        table.print(name, nanos);
        table.print("  of it until the write is acknowledged", writing);
    }

    /** Letters alone, so that an analyzer takes it as one word that no other post has. */
    private String word(String name, int number) {
        StringBuilder word = new StringBuilder("zq").append(durability.charAt(0));
        word.append(name.replaceAll("[^a-z]", ""));
        for (int rest = number + 1; rest > 0; rest /= 26) {
            word.append((char) ('a' + rest % 26));
        }
        return word.append('q').toString();
    }

    private int search(String url, AtomicBoolean over) throws SQLException {
        int done = 0;
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement search =
                        connection.prepareStatement(
                                "SELECT id, title FROM posts WHERE NOT SEEN"
                                        + " RANK BY RRF() + 0.01 * LN(1 + DECAY(likes))"
                                        + " FOR USER ? MATCH ? NEAR ? DIVERSIFY BY creator MAX 2"
                                        + " LIMIT 20")) {
            float[][] vectors = store.embeddings.queries();
            while (!over.get()) {
                search.setLong(1, 1 + done % 5_000);
                search.setString(2, words.get(done % words.size()).text());
                search.setObject(3, vectors[done * 7 % vectors.length]);
                try (ResultSet rows = search.executeQuery()) {
                    while (rows.next()) {
                        rows.getString(2);
                    }
                }
                done++;
            }
        }
        return done;
    }
}
