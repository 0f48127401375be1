package io.tidaldb.bench;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/**
 * Posts, readers and events as CSV files.
 *
 * @param directory holds posts.csv.gz, users.csv.gz and events.csv.gz
 * @param description where they come from
 */
record DataFiles(Path directory, String description) {
    private static final int POSTS = 62_719;
    private static final int CREATORS = 9_984;
    private static final int TOPICS = 63;
    private static final int READERS = 5_000;
    private static final int EVENTS = 1_000_000;
    private static final long END_SECONDS = 1_376_654_400;
    private static final int DAY = 86_400;
    private static final String[] SIGNALS = {
        "view", "view", "view", "view", "view", "view", "like", "like", "skip", "share", "comment"
    };

    /** The real posts if they are beside the repository or TIDAL_REDDIT names them. */
    static DataFiles findOrGenerate(Path scratch) throws IOException {
        String named = System.getProperty("TIDAL_REDDIT", System.getenv("TIDAL_REDDIT"));
        Path real = Path.of(named != null ? named : "../shared/data/reddit");
        if (Files.isReadable(real.resolve("events.csv.gz"))) {
            return new DataFiles(real, "62,719 real posts, 5,000 readers, 1,000,000 events");
        }
        Path directory = Files.createDirectories(scratch.resolve("generated"));
        generate(directory);
        return new DataFiles(
                directory,
                "GENERATED, since the real posts are absent: 62,719 posts, 5,000 readers, 1,000,000"
                        + " events");
    }

    String file(String name) {
        return directory.resolve(name).toString();
    }

    private static void generate(Path directory) throws IOException {
        SplittableRandom random = new SplittableRandom(20130820);
        try (Writer out = open(directory.resolve("posts.csv.gz"))) {
            out.write("id,subreddit,domain,title,body,created_utc,ups,downs,comments\n");
            for (int i = 0; i < POSTS; i++) {
                out.write(
                        "%d,topic%d,creator%d.org,Post number %d about this and that,,%d,%d,%d,%d\n"
                                .formatted(
                                        1_000_000 + i,
                                        random.nextInt(TOPICS),
                                        skewed(random, CREATORS),
                                        i,
                                        END_SECONDS - (long) (POSTS - i) * 2 * 365 * DAY / POSTS,
                                        skewed(random, 5_000),
                                        skewed(random, 500),
                                        skewed(random, 300)));
            }
        }
        try (Writer out = open(directory.resolve("users.csv.gz"))) {
            out.write("id,region,language,favourites\n");
            for (int i = 1; i <= READERS; i++) {
                out.write(i + ",eu,en,\n");
            }
        }
        try (Writer out = open(directory.resolve("events.csv.gz"))) {
            out.write("event_id,ts_ms,signal,post_id,user_id,weight\n");
            long start = (END_SECONDS - 30L * DAY) * 1000;
            for (int i = 0; i < EVENTS; i++) {
                long at = start + 30L * DAY * 1000 * i / EVENTS + random.nextInt(60_000);
                out.write(
                        "%d,%d,%s,%d,%d,1.0\n"
                                .formatted(
                                        i + 1,
                                        at,
                                        SIGNALS[random.nextInt(SIGNALS.length)],
                                        1_000_000 + POSTS - 1 - skewed(random, POSTS),
                                        1 + skewed(random, READERS)));
            }
        }
    }

    /** From 0 on, small numbers far more often than great ones. */
    private static int skewed(SplittableRandom random, int bound) {
        double uniform = random.nextDouble();
        return (int) (bound * uniform * uniform * uniform);
    }

    private static Writer open(Path file) throws IOException {
        return new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(file), 1 << 16), StandardCharsets.UTF_8);
    }
}
