package io.tidaldb.bench;

import io.tidaldb.shell.command.TidalCommand;
import io.tidaldb.shell.terminal.StandardStreams;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * Loads the files with the shell's import command into a new directory, every batch on disk before
 * it is acknowledged. Beside it: only unpacking the events and looking for the ends of lines.
 */
final class ImportBenchmark {
    private static final int EVENTS = 1_000_000;

    static final String SCHEMA =
            """
            CREATE CREATOR TABLE authors (domain VARCHAR PRIMARY KEY);
            CREATE USER TABLE readers (id BIGINT PRIMARY KEY, region VARCHAR, language VARCHAR);
            CREATE ITEM TABLE posts (
              id BIGINT PRIMARY KEY, title VARCHAR NOT NULL, body VARCHAR,
              creator VARCHAR REFERENCES authors, topic VARCHAR, created_at TIMESTAMP NOT NULL,
              ups INTEGER, downs INTEGER, comment_total INTEGER);
            CREATE SIGNAL views ON posts BY readers
              DECAY HALF LIFE INTERVAL '7' DAY WINDOWS (HOUR, DAY, WEEK) MARKS SEEN;
            CREATE SIGNAL likes ON posts BY readers
              DECAY HALF LIFE INTERVAL '30' DAY WINDOWS (HOUR, DAY, WEEK);
            CREATE SIGNAL skips ON posts BY readers
              DECAY HALF LIFE INTERVAL '1' DAY WINDOWS (DAY, WEEK);
            CREATE SIGNAL shares ON posts BY readers
              DECAY HALF LIFE INTERVAL '14' DAY WINDOWS (HOUR, DAY, WEEK);
            CREATE SIGNAL comments ON posts BY readers
              DECAY HALF LIFE INTERVAL '14' DAY WINDOWS (HOUR, DAY, WEEK);
            CREATE SIGNAL hides ON posts BY readers PERMANENT EXCLUDES;
            """;

    private final DataFiles files;
    private final Path store;
    private final PrintStream out;

    ImportBenchmark(DataFiles files, Path store, PrintStream out) {
        this.files = files;
        this.store = store;
        this.out = out;
    }

    void run() throws IOException {
        out.printf("%n%-58s %14s%n", "Import, the process being new", "per second");
        tidal("-e", SCHEMA);
        time(
                "posts' creators, 9,984 of 62,719 rows",
                62_719,
                () -> load("posts.csv.gz", "--table", "authors", "--upsert", "--ignore-extra"));
        time(
                "posts",
                62_719,
                () ->
                        load(
                                "posts.csv.gz",
                                "--table",
                                "posts",
                                "--map",
                                "topic=subreddit",
                                "--map",
                                "creator=domain",
                                "--map",
                                "created_at=created_utc:epoch_s",
                                "--map",
                                "comment_total=comments"));
        time("readers", 5_000, () -> load("users.csv.gz", "--table", "readers", "--ignore-extra"));
        double imported =
                time("events into six signals, durability sync", EVENTS, this::loadEvents);
        double unpacked = time("only unpacking the events into lines", EVENTS, this::readLines);
        out.printf(Locale.ROOT, "import takes %.1f times the unpacking%n", unpacked / imported);
    }

    private void loadEvents() {
        loadEvents(store, files);
    }

    /** Loads the files' events into the signals of this benchmark's schema. */
    static void loadEvents(Path into, DataFiles files) {
        tidal(
                into,
                "import",
                "--table-from",
                "signal",
                "--table-map",
                "view=views,like=likes,skip=skips,share=shares,comment=comments,hide=hides",
                "--map",
                "item_id=post_id",
                "--map",
                "at=ts_ms:epoch_ms",
                files.file("events.csv.gz"));
    }

    private void readLines() throws IOException {
        long characters = 0;
        try (InputStream packed = Files.newInputStream(Path.of(files.file("events.csv.gz")));
                BufferedReader lines =
                        new BufferedReader(
                                new InputStreamReader(
                                        new GZIPInputStream(packed, 1 << 16),
                                        StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                characters += line.length();
            }
        }
        if (characters == 0) {
            throw new IOException("the file of events is empty");
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private double time(String what, int rows, Work work) throws IOException {
        long start = System.nanoTime();
        work.run();
        double rate = rows / ((System.nanoTime() - start) / 1e9);
        out.printf(Locale.ROOT, "%-58s %,14.0f%n", what, rate);
        return rate;
    }

    private void load(String file, String... options) {
        List<String> args = new ArrayList<>(List.of("import"));
        args.addAll(List.of(options));
        args.add(files.file(file));
        tidal(args.toArray(String[]::new));
    }

    private void tidal(String... args) {
        tidal(store, args);
    }

    /** Runs the command in this process. */
    static void tidal(Path directory, String... args) {
        List<String> line = new ArrayList<>(List.of(args));
        int options = args[0].equals("import") ? 1 : 0;
        line.addAll(options, List.of("--data", directory.toString(), "--clock", "log"));
        PrintStream silent =
                new PrintStream(
                        java.io.OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        int status =
                TidalCommand.run(
                        StandardStreams.plain(InputStream.nullInputStream(), silent, silent),
                        line.toArray(String[]::new));
        if (status != 0) {
            throw new IllegalStateException("tidal " + line + " ended with status " + status);
        }
    }
}
