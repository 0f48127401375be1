package io.tidaldb.bench;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;

import io.tidaldb.text.CompletionQuery;
import io.tidaldb.text.SnippetStyle;
import io.tidaldb.text.Snippets;
import io.tidaldb.text.TextHits;
import io.tidaldb.text.TextIndex;
import io.tidaldb.text.TextIndexDefinition;
import io.tidaldb.text.TextQuery;
import io.tidaldb.text.TextView;

import org.HdrHistogram.Histogram;
import org.apache.lucene.search.TopDocs;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The text index over the posts' titles and bodies: how many queries a second of one core's time,
 * from a query's text to the best 20 rows, beside Lucene used directly; how long a row takes from
 * before it is put until a search has found it, while another thread searches; how long building
 * takes.
 *
 * <p>The two are measured in turns, in one thread and by that thread's CPU time, so that what else
 * the machine does matters less.
 */
final class TextBenchmark {
    private static final long SEED = 20261125;
    private static final int QUERIES = 300;
    private static final int WARM_UP_ROUNDS = 10;
    private static final int MEASURED_ROUNDS = 15;
    private static final int K = 20;
    private static final int WRITES = 3_000;
    private static final double SCORE_TOLERANCE = 1e-4;

    private static final TextIndexDefinition DEFINITION =
            new TextIndexDefinition(
                    List.of(
                            new TextIndexDefinition.Column("title", 2, true),
                            new TextIndexDefinition.Column("body", 1, false)),
                    "english");

    private final Path directory;
    private final PrintStream out;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private double checksum;

    TextBenchmark(Path directory, PrintStream out) {
        this.directory = directory;
        this.out = out;
    }

    void run() throws Exception {
        Files.createDirectories(directory);
        DataFiles files = DataFiles.findOrGenerate(directory);
        out.println("data        " + files.description() + ", seed " + SEED);
        List<String[]> posts = posts(files);
        Path ours = directory.resolve("ours");
        Path theirs = directory.resolve("lucene");
        try (TextIndex index = TextIndex.create(ours, DEFINITION, "benchmark");
                LuceneText lucene = new LuceneText(theirs, 2, 1)) {
            out.printf("%n%-42s %10s %12s%n", "Building, one thread", "seconds", "MB on disk");
            build(
                    "ours, with completion of titles",
                    ours,
                    () -> {
                        for (int i = 0; i < posts.size(); i++) {
                            index.put(i, i, posts.get(i));
                        }
                        index.commit(posts.size());
                    });
            build("Lucene", theirs, () -> lucene.build(posts));
            compare(posts, index, lucene);
            show(posts, index);
            writeAndFind(posts, index);
            out.printf(Locale.ROOT, "(checksum %.3g)%n", checksum);
        }
    }

    private static List<String[]> posts(DataFiles files) throws IOException {
        List<String[]> posts = new ArrayList<>();
        Path file = Path.of(files.file("posts.csv.gz"));
        try (Reader in =
                        new InputStreamReader(
                                new GZIPInputStream(Files.newInputStream(file), 1 << 16),
                                StandardCharsets.UTF_8);
                CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(in)) {
            for (NamedCsvRecord row : rows) {
                String body = row.getField("body");
                posts.add(new String[] {row.getField("title"), body.isEmpty() ? null : body});
            }
        }
        return posts;
    }

    /** Something to be timed. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private void build(String name, Path files, Work work) throws IOException {
        long start = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        long bytes = 0;
        try (Stream<Path> all = Files.list(files)) {
            for (Path file : all.toList()) {
                bytes += Files.exists(file) ? Files.size(file) : 0;
            }
        }
        out.printf(Locale.ROOT, "%-42s %10.2f %12.1f%n", name, seconds, bytes / 1e6);
    }

    private void compare(List<String[]> posts, TextIndex index, LuceneText lucene)
            throws IOException {
        out.printf(
                "%n%-34s %10s %10s %8s %8s%n",
                "Queries a second of one core, k = " + K, "ours", "Lucene", "ratio", "equal");
        for (TextRequest.Form form : TextRequest.Form.values()) {
            List<TextRequest> requests =
                    TextRequest.draw(posts, form, QUERIES, SEED + form.ordinal());
            double[] ours = new double[MEASURED_ROUNDS];
            double[] theirs = new double[MEASURED_ROUNDS];
            for (int round = -WARM_UP_ROUNDS; round < MEASURED_ROUNDS; round++) {
                double our = rate(requests, request -> sum(top(index, request)));
                double their = rate(requests, request -> sum(lucene.top(request, K)));
                if (round >= 0) {
                    ours[round] = our;
                    theirs[round] = their;
                }
            }
            int equal = 0;
            for (TextRequest request : requests) {
                TextHits hits = top(index, request);
                equal += hits.size() > 0 && isEqual(hits, lucene.top(request, K)) ? 1 : 0;
                equal += hits.size() == 0 && lucene.top(request, K).scoreDocs.length == 0 ? 1 : 0;
            }
            out.printf(
                    Locale.ROOT,
                    "%-34s %,10.0f %,10.0f %8.2f %7.1f%%%n",
                    form.description(),
                    median(ours),
                    median(theirs),
                    median(ours) / median(theirs),
                    100.0 * equal / requests.size());
        }
    }

    /** Runs one request and returns something that depends on its result. */
    @FunctionalInterface
    private interface Search {
        double run(TextRequest request) throws IOException;
    }

    private double rate(List<TextRequest> requests, Search search) throws IOException {
        long start = threads.getCurrentThreadCpuTime();
        for (TextRequest request : requests) {
            checksum += search.run(request);
        }
        return requests.size() / ((threads.getCurrentThreadCpuTime() - start) / 1e9);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static TextHits top(TextIndex index, TextRequest request) {
        boolean fuzzy = request.form() == TextRequest.Form.FUZZY;
        TextQuery query =
                TextQuery.parse(
                        request.text(),
                        DEFINITION,
                        fuzzy ? TextQuery.Options.FUZZY : TextQuery.Options.DEFAULT);
        try (TextView view = index.view()) {
            return view.search(query).top(K, null);
        }
    }

    private static double sum(TextHits hits) {
        double sum = 0;
        for (int i = 0; i < hits.size(); i++) {
            sum += hits.score(i);
        }
        return sum;
    }

    private static double sum(TopDocs hits) {
        double sum = 0;
        for (var hit : hits.scoreDocs) {
            sum += hit.score;
        }
        return sum;
    }

    /** Whether the scores are the same; of rows with the same score either may be there. */
    private static boolean isEqual(TextHits ours, TopDocs theirs) {
        boolean equal = ours.size() == theirs.scoreDocs.length;
        for (int i = 0; equal && i < ours.size(); i++) {
            double difference = Math.abs(ours.score(i) - theirs.scoreDocs[i].score);
            equal = difference < SCORE_TOLERANCE * ours.score(i);
        }
        return equal;
    }

    private void show(List<String[]> posts, TextIndex index) throws Exception {
        Latencies latencies = new Latencies(out);
        latencies.heading("One at a time");
        List<TextRequest> requests =
                TextRequest.draw(posts, TextRequest.Form.TWO_WORDS, QUERIES, SEED);
        latencies.measure(
                "all rows of two words with their scores",
                number -> {
                    String text = requests.get(number % QUERIES).text();
                    TextQuery query = TextQuery.parse(text, DEFINITION, TextQuery.Options.DEFAULT);
                    try (TextView view = index.view()) {
                        return view.search(query).all(null).size();
                    }
                });
        latencies.measure(
                "snippet of a title and a body",
                number -> {
                    String text = requests.get(number % QUERIES).text();
                    String[] post = posts.get(number % posts.size());
                    TextQuery query = TextQuery.parse(text, DEFINITION, TextQuery.Options.DEFAULT);
                    int length = new Snippets(query, 0, SnippetStyle.DEFAULT).of(post[0]).length();
                    if (post[1] != null) {
                        length += new Snippets(query, 1, SnippetStyle.DEFAULT).of(post[1]).length();
                    }
                    return length;
                });
        for (CompletionQuery.Unit unit : CompletionQuery.Unit.values()) {
            for (int letters : new int[] {1, 2, 4}) {
                latencies.measure(
                        "completion of a " + unit.name().toLowerCase(Locale.ROOT) + ", " + letters,
                        number -> {
                            String title = posts.get(number * 31 % posts.size())[0];
                            String typed = title.substring(0, Math.min(letters, title.length()));
                            try (TextView view = index.view()) {
                                return view.complete(
                                                new CompletionQuery(typed, 0, unit, true),
                                                10,
                                                null,
                                                o -> o)
                                        .size();
                            }
                        });
            }
        }
        latencies.close();
    }

    /** New rows, and old ones that change. */
    private void writeAndFind(List<String[]> posts, TextIndex index) throws Exception {
        Latencies latencies = new Latencies(out);
        latencies.heading("A row is put and found, while another thread searches");
        AtomicBoolean done = new AtomicBoolean();
        Thread searching = new Thread(() -> searchOn(posts, index, done));
        searching.start();
        try {
            for (String what : new String[] {"(warming up)", "new row", "changed row"}) {
                Histogram nanos = new Histogram(3);
                SplittableRandom random = new SplittableRandom(SEED);
                long cpu = threads.getCurrentThreadCpuTime();
                for (int i = 0; i < WRITES; i++) {
                    String word = "unheard" + what.charAt(1) + i;
                    int ordinal =
                            what.startsWith("new")
                                    ? posts.size() + i
                                    : random.nextInt(posts.size());
                    String[] post = posts.get(i).clone();
                    post[0] += " " + word;
                    long start = System.nanoTime();
                    index.put(ordinal, i, post);
                    try (TextView view = index.view()) {
                        TextHits hits =
                                view.search(
                                                TextQuery.parse(
                                                        word,
                                                        DEFINITION,
                                                        TextQuery.Options.DEFAULT))
                                        .top(K, null);
                        if (hits.size() != 1 || hits.ordinal(0) != ordinal) {
                            throw new IllegalStateException("row " + ordinal + " was not found");
                        }
                    }
                    nanos.recordValue(System.nanoTime() - start);
                }
                latencies.print(what, nanos);
                cpu = threads.getCurrentThreadCpuTime() - cpu;
                out.printf(
                        Locale.ROOT,
                        "%-58s %6.3f ms on average%n",
                        "  of it CPU time of the thread",
                        cpu / 1e6 / WRITES);
            }
        } finally {
            done.set(true);
            searching.join();
        }
    }

    private static void searchOn(List<String[]> posts, TextIndex index, AtomicBoolean done) {
        List<TextRequest> requests =
                TextRequest.draw(posts, TextRequest.Form.TWO_WORDS, QUERIES, SEED);
        for (int i = 0; !done.get(); i++) {
            top(index, requests.get(i % QUERIES));
        }
    }
}
