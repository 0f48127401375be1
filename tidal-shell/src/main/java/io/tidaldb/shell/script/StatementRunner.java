package io.tidaldb.shell.script;

import io.tidaldb.shell.format.Format;
import io.tidaldb.shell.terminal.StandardStreams;
import io.tidaldb.shell.terminal.TerminalText;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Runs statements on a connection and prints what they return. */
public final class StatementRunner {
    private final Connection connection;
    private final StandardStreams streams;
    private final AtomicReference<Statement> running = new AtomicReference<>();
    private Format format;

    public StatementRunner(Connection connection, StandardStreams streams, Format format) {
        this.connection = connection;
        this.streams = streams;
        this.format = format;
    }

    /**
     * What a statement did.
     *
     * @param rows how many rows it returned or changed
     * @param query whether it returned them
     * @param findings how many things VERIFY found to be wrong; 0 for all other statements
     */
    public record Outcome(long rows, boolean query, long findings) {}

    /** Prints later results in another form. */
    public void format(Format newFormat) {
        this.format = newFormat;
    }

    public Format format() {
        return format;
    }

    /**
     * Runs a statement and prints its result on standard output and its warnings on standard error.
     *
     * @throws SQLException if it fails
     */
    public Outcome run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            running.set(statement);
            Set<String> warnings = new LinkedHashSet<>();
            Outcome outcome;
            if (statement.execute(sql)) {
                try (ResultSet result = statement.getResultSet()) {
                    FindingCount findings = new FindingCount();
                    long rows =
                            format.writer(streams)
                                    .write(
                                            FindingCount.applies(sql)
                                                    ? findings.watch(result)
                                                    : result);
                    outcome = new Outcome(rows, true, findings.count());
                    collect(warnings, result.getWarnings());
                }
            } else {
                outcome = new Outcome(Math.max(0, statement.getLargeUpdateCount()), false, 0);
            }
            collect(warnings, statement.getWarnings());
            streams.out().flush();
            for (String warning : warnings) {
                streams.err()
                        .println(
                                streams.errStyle().yellow("warning: ")
                                        + TerminalText.visibleLines(warning));
            }
            streams.err().flush();
            return outcome;
        } finally {
            running.set(null);
        }
    }

    /** Stops the statement that another thread runs; without one it does nothing. */
    public void cancel() {
        Statement statement = running.get();
        if (statement != null) {
            try {
                statement.cancel();
            } catch (SQLException e) {
                // It ended by itself meanwhile, or its driver cannot cancel: it runs to its end.
                streams.err().println("cannot cancel: " + TerminalText.visible(e.getMessage()));
                streams.err().flush();
            }
        }
    }

    private static void collect(Set<String> messages, SQLWarning first) {
        for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
            messages.add(warning.getMessage());
        }
    }
}
