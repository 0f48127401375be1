package io.tidaldb.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The posts and events of the CSV files, and what they come to, by brute force.
 *
 * @param directory where the files are
 * @param posts in the order of the file
 * @param events in the order of the file, which is not quite that of time
 * @param now the newest event's time, in epoch milliseconds
 */
record RealPosts(Path directory, List<Post> posts, List<Event> events, long now) {
    /** Says where the files are, where that is not {@code ../shared/data/reddit}. */
    static final String PROPERTY = "TIDAL_REDDIT";

    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    /**
     * A post.
     *
     * @param createdAt epoch milliseconds
     */
    record Post(long id, String topic, String creator, long createdAt) {}

    /**
     * Something that a reader did.
     *
     * @param at epoch milliseconds
     */
    record Event(long at, String signal, long post, long reader, double weight) {}

    /** A window: whole buckets of time since the epoch, the last of which holds now. */
    enum Span {
        HOUR_OF_MINUTES(60, MINUTE, "INTERVAL '1' HOUR"),
        DAY_OF_HOURS(24, HOUR, "INTERVAL '1' DAY"),
        WEEK_OF_HOURS(168, HOUR, "INTERVAL '7' DAY");

        final int buckets;
        final long bucketMillis;
        final String sql;

        Span(int buckets, long bucketMillis, String sql) {
            this.buckets = buckets;
            this.bucketMillis = bucketMillis;
            this.sql = sql;
        }

        double hours() {
            return (double) buckets * bucketMillis / HOUR;
        }

        boolean covers(long at, long now) {
            long back = Math.floorDiv(now, bucketMillis) - Math.floorDiv(at, bucketMillis);
            return back >= 0 && back < buckets;
        }
    }

    /** Where the files are: as the property or environment variable says, or beside the tree. */
    static Optional<Path> find() {
        String named = System.getProperty(PROPERTY, System.getenv(PROPERTY));
        Stream<Path> candidates =
                named != null
                        ? Stream.of(Path.of(named))
                        // Modules are tested in their own directory, one below the root.
                        : Stream.of("../../shared", "../shared")
                                .map(shared -> Path.of(shared, "data", "reddit"));
        return candidates
                .map(path -> path.toAbsolutePath().normalize())
                .filter(path -> Files.isReadable(path.resolve("events.csv.gz")))
                .findFirst();
    }

    static RealPosts read(Path directory) throws IOException {
        List<Post> posts = new ArrayList<>();
        CsvLines.forEach(
                directory.resolve("posts.csv.gz"),
                f ->
                        posts.add(
                                new Post(
                                        Long.parseLong(f.get(0)),
                                        f.get(1),
                                        f.get(2),
                                        Long.parseLong(f.get(5)) * 1000)));
        List<Event> events = new ArrayList<>();
        CsvLines.forEach(
                directory.resolve("events.csv.gz"),
                f ->
                        events.add(
                                new Event(
                                        Long.parseLong(f.get(1)),
                                        f.get(2),
                                        Long.parseLong(f.get(3)),
                                        Long.parseLong(f.get(4)),
                                        Double.parseDouble(f.get(5)))));
        long now = events.stream().mapToLong(Event::at).max().orElseThrow();
        return new RealPosts(directory, posts, events, now);
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    /** The sum of each post's weights, each halved with every half-life of its age. */
    Map<Long, Double> decayed(String signal, long halfLifeMillis) {
        Map<Long, Double> sums = new HashMap<>();
        for (Event event : events) {
            if (event.signal().equals(signal)) {
                double halvings = (double) (now - event.at()) / halfLifeMillis;
                sums.merge(event.post(), event.weight() * Math.pow(0.5, halvings), Double::sum);
            }
        }
        return sums;
    }

    /** The sum of each post's weights within a window. */
    Map<Long, Double> windowed(String signal, Span span) {
        Map<Long, Double> sums = new HashMap<>();
        for (Event event : events) {
            if (event.signal().equals(signal) && span.covers(event.at(), now)) {
                sums.merge(event.post(), event.weight(), Double::sum);
            }
        }
        return sums;
    }

    /** The posts that a reader sent a signal to. */
    Set<Long> touched(String signal, long reader) {
        Set<Long> touched = new HashSet<>();
        for (Event event : events) {
            if (event.reader() == reader && event.signal().equals(signal)) {
                touched.add(event.post());
            }
        }
        return touched;
    }

    /** The reader with the most events of a signal. */
    long busiestReader(String signal) {
        Map<Long, Integer> counts = new HashMap<>();
        for (Event event : events) {
            if (event.signal().equals(signal)) {
                counts.merge(event.reader(), 1, Integer::sum);
            }
        }
        return counts.entrySet().stream()
                .max(
                        Map.Entry.<Long, Integer>comparingByValue()
                                .thenComparing(Map.Entry.comparingByKey()))
                .orElseThrow()
                .getKey();
    }
}
