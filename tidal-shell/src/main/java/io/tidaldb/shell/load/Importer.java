package io.tidaldb.shell.load;

import io.tidaldb.shell.exit.ExitException;
import io.tidaldb.shell.exit.ExitStatus;
import io.tidaldb.shell.terminal.StandardStreams;
import io.tidaldb.shell.terminal.TerminalText;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Loads a CSV file. One thread reads and converts, this one sends batches, each of which the
 * database takes whole or not at all; rows of batches taken before a failure stay.
 */
public final class Importer {
    private static final int QUEUED_CHUNKS = 2;
    private static final int MAX_CHUNK = 100_000;

    /** How the database ends a message about one row of a batch, counting from 1. */
    private static final Pattern FAILED_ROW = Pattern.compile("\\s*\\(row (\\d{1,9})\\)\\s*$");

    private final Connection connection;
    private final StandardStreams streams;
    private final ImportOptions options;
    private final Map<RowPlan, PreparedStatement> statements = new IdentityHashMap<>();
    private final Map<RowPlan, ParameterBinder> binders = new IdentityHashMap<>();
    private long rowsIn;

    public Importer(Connection connection, StandardStreams streams, ImportOptions options) {
        this.connection = connection;
        this.streams = streams;
        this.options = options;
    }

    /**
     * Loads the file and prints a line that says how much and how fast.
     *
     * @return how many rows were loaded
     * @throws ExitException with the file, line and reason if it fails, and how many rows are in
     */
    public long run() throws SQLException {
        try (CsvSource source = CsvSource.open(options.file(), streams.in())) {
            ImportPlan plan = ImportPlan.of(connection, source.header(), options);
            prepare(plan);
            load(source, plan);
        } finally {
            for (PreparedStatement statement : statements.values()) {
                statement.close();
            }
        }
        return rowsIn;
    }

    private void prepare(ImportPlan plan) throws SQLException {
        for (RowPlan each : plan.rowPlans()) {
            PreparedStatement statement = connection.prepareStatement(each.sql());
            statements.put(each, statement);
            binders.put(each, new ParameterBinder(connection, statement));
        }
    }

    private void load(CsvSource source, ImportPlan plan) {
        int rowsPerChunk =
                (int)
                        Math.max(
                                options.batch(),
                                Math.min(
                                        MAX_CHUNK,
                                        (long) options.batch() * plan.rowPlans().size()));
        BlockingQueue<Chunk> queue = new ArrayBlockingQueue<>(QUEUED_CHUNKS);
        Thread reader =
                Thread.ofPlatform()
                        .daemon()
                        .name("csv-reader")
                        .start(new ChunkReader(source, plan, rowsPerChunk, queue));
        Progress progress = new Progress(streams, source.totalBytes());
        try {
            boolean last = false;
            while (!last) {
                Chunk chunk = queue.take();
                for (Chunk.Part part : chunk.parts()) {
                    send(source, part, progress, chunk.bytesRead());
                }
                if (chunk.failure() != null) {
                    throw chunk.failure();
                }
                last = chunk.last();
            }
        } catch (ExitException e) {
            throw new ExitException(
                    e.status(),
                    e.getMessage()
                            + "\n"
                            + String.format(Locale.ROOT, "%,d rows before it are in.", rowsIn),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExitException(ExitStatus.FAILED, "interrupted; " + rowsIn + " rows are in");
        } finally {
            progress.clear();
            reader.interrupt();
        }
        summarise(plan, progress.seconds());
    }

    private void send(CsvSource source, Chunk.Part part, Progress progress, long bytesRead) {
        List<Object[]> rows = part.rows();
        for (int from = 0; from < rows.size(); from += options.batch()) {
            int to = Math.min(rows.size(), from + options.batch());
            try {
                PreparedStatement statement = statements.get(part.plan());
                ParameterBinder binder = binders.get(part.plan());
                for (int i = from; i < to; i++) {
                    part.plan().bind(binder, rows.get(i));
                    statement.addBatch();
                }
                statement.executeBatch();
            } catch (SQLException e) {
                throw refused(source, part, from, to, e);
            }
            rowsIn += to - from;
            progress.show(rowsIn, bytesRead);
        }
    }

    private static ExitException refused(
            CsvSource source, Chunk.Part part, int from, int to, SQLException e) {
        String message = String.valueOf(e.getMessage());
        Matcher row = FAILED_ROW.matcher(message);
        String place = "lines " + part.line(from) + " to " + part.line(to - 1);
        if (row.find()) {
            int index = from + Integer.parseInt(row.group(1)) - 1;
            if (index >= from && index < to) {
                place = "line " + part.line(index);
                message = message.substring(0, row.start());
            }
        }
        return new ExitException(
                ExitStatus.FAILED,
                source.name()
                        + ", "
                        + place
                        + ": "
                        + part.plan().table().name()
                        + " refused the batch with ERROR "
                        + e.getSQLState()
                        + ": "
                        + TerminalText.visibleLines(message),
                e);
    }

    private void summarise(ImportPlan plan, double seconds) {
        int tables = plan.rowPlans().size();
        streams.out().flush();
        streams.err()
                .printf(
                        Locale.ROOT,
                        "imported %,d rows into %s in %.1f s (%,.0f rows/s)%n",
                        rowsIn,
                        tables == 1
                                ? plan.rowPlans().getFirst().table().name()
                                : tables + " tables",
                        seconds,
                        rowsIn / Math.max(seconds, 1e-3));
        streams.err().flush();
    }
}
