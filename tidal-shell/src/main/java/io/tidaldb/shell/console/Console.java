package io.tidaldb.shell.console;

import io.tidaldb.shell.exit.ExitStatus;
import io.tidaldb.shell.format.Format;
import io.tidaldb.shell.format.OutputClosedException;
import io.tidaldb.shell.script.ErrorReport;
import io.tidaldb.shell.script.SqlText;
import io.tidaldb.shell.script.StatementRunner;
import io.tidaldb.shell.script.StatementSplitter;
import io.tidaldb.shell.terminal.StandardStreams;

import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/** A person's conversation with a database, statement by statement, until they leave. */
public final class Console {
    private static final int MAX_HISTORY = 10_000;

    /** By convention 128 and the number of SIGINT. */
    private static final int INTERRUPTED = 130;

    /** Terminals that do not know their width say 0. */
    private static final int MIN_WIDTH = 20;

    private final Connection connection;
    private final Names names;
    private StandardStreams streams;
    private StatementRunner runner;
    private boolean timing = true;

    /** Ctrl-C since the running statement began. */
    private volatile int interrupts;

    public Console(Connection connection, StandardStreams streams, Format format) {
        this.connection = connection;
        this.streams = streams;
        this.runner = new StatementRunner(connection, streams, format);
        this.names = new Names(connection);
    }

    /**
     * Talks until the person leaves.
     *
     * @param database what to call the database in the greeting
     */
    public ExitStatus run(String database) throws IOException {
        streams.out().println("tidalDB, " + database + ". Statements end with ; and \\help helps.");
        return converse();
    }

    /** The same without a greeting. */
    public ExitStatus converse() throws IOException {
        streams.out().flush();
        try (Terminal terminal =
                TerminalBuilder.builder().system(true).encoding(StandardCharsets.UTF_8).build()) {
            streams = streams.withTerminalWidth(() -> Math.max(MIN_WIDTH, terminal.getWidth()));
            runner = new StatementRunner(connection, streams, runner.format());
            LineReader reader = reader(terminal);
            terminal.handle(Terminal.Signal.INT, signal -> interrupted());
            while (true) {
                try {
                    if (!read(reader)) {
                        return ExitStatus.OK;
                    }
                } catch (UserInterruptException e) {
                    // Ctrl-C throws away what was typed so far.
                } catch (EndOfFileException e) {
                    return ExitStatus.OK;
                }
            }
        }
    }

    /** The first Ctrl-C asks the statement to stop; nobody must be held by one that does not. */
    private synchronized void interrupted() {
        interrupts = interrupts + 1;
        switch (interrupts) {
            case 1 -> runner.cancel();
            case 2 -> {
                streams.err().println("The statement has not stopped yet; Ctrl-C again leaves.");
                streams.err().flush();
            }
            default -> Runtime.getRuntime().halt(INTERRUPTED);
        }
    }

    private LineReader reader(Terminal terminal) {
        LineReaderBuilder builder =
                LineReaderBuilder.builder()
                        .appName("tidal")
                        .terminal(terminal)
                        .parser(new SqlLineParser())
                        .completer(new SqlCompleter(names))
                        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                        .option(LineReader.Option.CASE_INSENSITIVE, true)
                        .option(LineReader.Option.HISTORY_REDUCE_BLANKS, false)
                        .variable(LineReader.SECONDARY_PROMPT_PATTERN, "  ...> ")
                        .variable(LineReader.INDENTATION, 0)
                        .variable(LineReader.HISTORY_FILE_SIZE, MAX_HISTORY);
        Path history = history();
        if (history != null) {
            builder.variable(LineReader.HISTORY_FILE, history);
        }
        return builder.build();
    }

    /** The history file, or null where the home directory cannot hold one. */
    private static Path history() {
        String home = System.getenv("HOME");
        if (home == null || home.isBlank()) {
            home = System.getProperty("user.home", ".");
        }
        Path file = Path.of(home, ".tidal_history");
        boolean writable =
                Files.exists(file) ? Files.isWritable(file) : Files.isWritable(Path.of(home));
        return writable ? file : null;
    }

    /** Reads and runs one input; false if the person wants to leave. */
    private boolean read(LineReader reader) {
        String input = reader.readLine("tidal> ");
        String command = input.strip();
        if (command.startsWith("\\")) {
            return command(command);
        }
        StatementSplitter splitter = new StatementSplitter();
        splitter.feed(input);
        for (SqlText statement : splitter.take()) {
            if (!run(statement)) {
                break;
            }
        }
        return true;
    }

    private boolean run(SqlText statement) {
        long start = System.nanoTime();
        interrupts = 0;
        try {
            StatementRunner.Outcome outcome = runner.run(statement.sql());
            double millis = (System.nanoTime() - start) / 1e6;
            String time = timing ? String.format(Locale.ROOT, " (%.1f ms)", millis) : "";
            long rows = outcome.rows();
            String what =
                    outcome.query() || rows > 0
                            ? String.format(Locale.ROOT, "%,d row%s", rows, rows == 1 ? "" : "s")
                                    + (outcome.query() ? "" : " changed")
                            : "done";
            out().println(streams.outStyle().dim(what + time));
            if (!outcome.query()) {
                names.forget();
            }
            return true;
        } catch (SQLException e) {
            out().flush();
            ErrorReport.of(e, statement).print(streams.err(), streams.errStyle());
            return false;
        } catch (OutputClosedException e) {
            return false;
        } finally {
            out().flush();
        }
    }

    private boolean command(String text) {
        String[] words = text.replaceAll(";+$", "").strip().split("\\s+", 2);
        String argument = words.length > 1 ? words[1] : "";
        try {
            switch (words[0]) {
                case "\\q", "\\quit", "\\exit" -> {
                    return false;
                }
                case "\\d" -> new Description(connection, streams).print(argument);
                case "\\timing" -> {
                    timing = argument.isEmpty() ? !timing : argument.equalsIgnoreCase("on");
                    out().println("timing is " + (timing ? "on" : "off"));
                }
                case "\\format" -> format(argument);
                case "\\help", "\\h", "\\?" -> help();
                default ->
                        streams.err().println("unknown command " + words[0] + "; \\help lists all");
            }
        } catch (SQLException e) {
            ErrorReport.of(e, new SqlText("", 1, 1)).print(streams.err(), streams.errStyle());
        }
        out().flush();
        streams.err().flush();
        return true;
    }

    private void format(String name) {
        for (Format format : Format.values()) {
            if (format.toString().equalsIgnoreCase(name)) {
                runner.format(format);
            }
        }
        out().println("format is " + runner.format() + " (table, csv or json)");
    }

    private void help() {
        out().println(
                        """
                        SQL statements end with ; and may span lines.
                          \\d              tables, signals and relationships
                          \\d NAME         the columns of one
                          \\format FORM    print results as table, csv or json
                          \\timing         show or hide how long a statement took
                          \\q              leave (so does Ctrl-D)
                        Tab completes keywords and names. Ctrl-C cancels what is typed or running.
                        Arrow keys and Ctrl-R go through what was typed before.""");
    }

    private PrintStream out() {
        return streams.out();
    }
}
