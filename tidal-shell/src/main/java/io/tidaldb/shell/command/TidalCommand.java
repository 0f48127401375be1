package io.tidaldb.shell.command;

import io.tidaldb.error.TidalException;
import io.tidaldb.shell.exit.ExitException;
import io.tidaldb.shell.exit.ExitStatus;
import io.tidaldb.shell.format.OutputClosedException;
import io.tidaldb.shell.terminal.StandardStreams;
import io.tidaldb.shell.terminal.TerminalText;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/** The root of the command line; by itself it runs SQL, as {@code shell} does. */
@Command(
        name = "tidal",
        description = {
            "tidalDB: given a person and a moment, what should they see, and in what order?",
            ""
        },
        synopsisHeading = "Usage: ",
        customSynopsis = {
            "tidal demo [--data DIR]",
            "       tidal [shell] [--data DIR | --url URL] [-e SQL | -f FILE] [options]",
            "       tidal import --data DIR --table T FILE.csv[.gz] [options]",
            "       tidal serve --data DIR [--port N] [--backups DIR]",
            "       tidal backup {--data DIR | --url URL} [--keep N] TARGET",
            "       tidal restore TARGET DIRECTORY [--id N]",
            "       tidal verify --data DIR",
            "       tidal COMMAND --help",
            ""
        },
        optionListHeading = "Options, for running SQL without naming a command:%n",
        commandListHeading = "%nCommands:%n",
        subcommands = {
            DemoCommand.class,
            ShellCommand.class,
            ImportCommand.class,
            ServeCommand.class,
            BackupCommand.class,
            BackupsCommand.class,
            RestoreCommand.class,
            VerifyCommand.class
        },
        versionProvider = TidalCommand.Version.class,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:everything was done",
            "1:a statement, an import or a backup failed, and what was done before it stays done; or"
                    + " something is damaged",
            "2:the command line is not valid; nothing was done",
            "3:the database, server, port or directory could not be opened, or is not what it should"
                    + " be; nothing was done"
        },
        footer = {
            "",
            "Examples:",
            "  tidal demo",
            "  tidal -e \"SELECT 1\"",
            "  tidal shell --data ./feed",
            "  tidal --data ./feed -f schema.sql",
            "  tidal --data ./feed --format csv -e \"SELECT id, title FROM posts\" > posts.csv",
            "  tidal import --data ./feed --table posts --map created_at=created_utc:epoch_s"
                    + " posts.csv.gz"
        })
public final class TidalCommand extends StreamCommand {
    @Mixin private SqlOptions sql;

    @SuppressWarnings("unused")
    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    private boolean version;

    private TidalCommand(StandardStreams streams) {
        super(streams);
    }

    /** Runs a command line and returns its exit status. */
    public static int run(StandardStreams streams, String... args) {
        CommandLine line = new CommandLine(new TidalCommand(streams), new Commands(streams));
        line.setOut(new PrintWriter(streams.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(streams.err(), true, StandardCharsets.UTF_8));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(100);
        line.setUsageHelpAutoWidth(false);
        line.setColorScheme(
                CommandLine.Help.defaultColorScheme(
                        streams.colour() && streams.outTerminal()
                                ? CommandLine.Help.Ansi.ON
                                : CommandLine.Help.Ansi.OFF));
        line.setExecutionExceptionHandler(
                (failure, commandLine, parsed) -> report(streams, failure).code());
        line.setParameterExceptionHandler(
                (failure, commandArgs) -> {
                    String command = failure.getCommandLine().getCommandSpec().qualifiedName();
                    streams.err()
                            .println(
                                    "tidal: "
                                            + TerminalText.visibleLines(failure.getMessage())
                                            + System.lineSeparator()
                                            + "Try '"
                                            + command
                                            + " --help'.");
                    return ExitStatus.USAGE.code();
                });
        line.setExitCodeExceptionMapper(failure -> ExitStatus.FAILED.code());
        int status = line.execute(args);
        streams.out().flush();
        streams.err().flush();
        return status;
    }

    @Override
    public Integer call() throws Exception {
        return sql.run(streams).code();
    }

    private static ExitStatus report(StandardStreams streams, Exception failure) {
        streams.out().flush();
        return switch (failure) {
            case OutputClosedException closed -> ExitStatus.OK;
            case ExitException exit -> {
                say(streams, exit.getMessage());
                yield exit.status();
            }
            case SQLException error -> {
                say(streams, "ERROR " + error.getSQLState() + ": " + error.getMessage());
                yield ExitStatus.FAILED;
            }
            case TidalException error -> {
                say(streams, error.getMessage());
                yield switch (error.code()) {
                    case DIRECTORY_LOCKED, INVALID_CONFIGURATION, FORMAT_TOO_NEW ->
                            ExitStatus.UNAVAILABLE;
                    default -> ExitStatus.FAILED;
                };
            }
            case IOException error -> {
                say(streams, error.toString());
                yield ExitStatus.FAILED;
            }
            default -> {
                streams.err().println("tidal: internal error; please report it with this trace:");
                failure.printStackTrace(streams.err());
                yield ExitStatus.FAILED;
            }
        };
    }

    private static void say(StandardStreams streams, String message) {
        streams.err().println("tidal: " + TerminalText.visibleLines(String.valueOf(message)));
    }

    /** Makes the commands' objects, which all need the streams. */
    private record Commands(StandardStreams streams) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (type == DemoCommand.class) {
                return type.cast(new DemoCommand(streams));
            } else if (type == ShellCommand.class) {
                return type.cast(new ShellCommand(streams));
            } else if (type == ImportCommand.class) {
                return type.cast(new ImportCommand(streams));
            } else if (type == ServeCommand.class) {
                return type.cast(new ServeCommand(streams));
            } else if (type == BackupCommand.class) {
                return type.cast(new BackupCommand(streams));
            } else if (type == BackupsCommand.class) {
                return type.cast(new BackupsCommand(streams));
            } else if (type == RestoreCommand.class) {
                return type.cast(new RestoreCommand(streams));
            } else if (type == VerifyCommand.class) {
                return type.cast(new VerifyCommand(streams));
            }
            return CommandLine.defaultFactory().create(type);
        }
    }

    /** What {@code --version} says. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = TidalCommand.class.getPackage().getImplementationVersion();
            return new String[] {
                "tidalDB " + (version == null ? "unpackaged" : version),
                "Java " + Runtime.version() + ", " + System.getProperty("os.name")
            };
        }
    }
}
