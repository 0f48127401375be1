package io.tidaldb.shell.command;

import io.tidaldb.shell.connect.Target;
import io.tidaldb.shell.console.Console;
import io.tidaldb.shell.exit.ExitException;
import io.tidaldb.shell.exit.ExitStatus;
import io.tidaldb.shell.format.Format;
import io.tidaldb.shell.script.Script;
import io.tidaldb.shell.script.StatementRunner;
import io.tidaldb.shell.terminal.StandardStreams;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** Options of the commands that run SQL, and the running of it. */
final class SqlOptions {
    @Mixin private TargetOptions target;

    @Option(
            names = {"-e", "--execute"},
            paramLabel = "SQL",
            description = "Run these statements, separated by semicolons, and leave.")
    private String execute;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Run the statements of a file, and leave.")
    private Path file;

    @Option(
            names = "--format",
            paramLabel = "FORM",
            defaultValue = "table",
            description = "How results are printed: table (default), csv or json.")
    private Format format;

    @Option(
            names = "--continue-on-error",
            description = "Go on after a failed statement; the exit status is 1 all the same.")
    private boolean continueOnError;

    /** Runs what the options say: statements, a file, standard input, or a conversation. */
    ExitStatus run(StandardStreams streams) throws IOException, SQLException {
        if (execute != null && file != null) {
            throw new ExitException(ExitStatus.USAGE, "-e and -f cannot be given together");
        }
        if (execute == null && file == null && streams.interactive()) {
            Target database = target.orMemory("shell");
            try (Connection connection = database.open(streams)) {
                return new Console(connection, streams, format).run(database.description());
            }
        }
        try (Reader text = text(streams);
                Connection connection = target.orMemory("shell").open(streams)) {
            StatementRunner runner = new StatementRunner(connection, streams, format);
            return new Script(runner, streams, continueOnError).run(text);
        }
    }

    private Reader text(StandardStreams streams) throws IOException {
        if (execute != null) {
            return new StringReader(execute);
        }
        if (file == null) {
            return new InputStreamReader(streams.in(), StandardCharsets.UTF_8);
        }
        try {
            return Files.newBufferedReader(file);
        } catch (NoSuchFileException e) {
            throw new ExitException(ExitStatus.USAGE, "-f " + file + ": there is no such file", e);
        }
    }
}
