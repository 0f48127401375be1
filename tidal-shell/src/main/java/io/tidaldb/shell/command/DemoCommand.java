package io.tidaldb.shell.command;

import io.tidaldb.shell.connect.Target;
import io.tidaldb.shell.console.Console;
import io.tidaldb.shell.demo.Demo;
import io.tidaldb.shell.exit.ExitStatus;
import io.tidaldb.shell.format.Format;
import io.tidaldb.shell.terminal.StandardStreams;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.sql.Connection;

/** {@code tidal demo}. */
@Command(
        name = "demo",
        header = "Make a small catalogue, show a ranked feed, click, and show how it moved.",
        description = {
            "",
            "Needs no data and no server, and leaves you in the shell when there is a terminal."
                    + " The demo lives in March 2026: to open its directory again, add"
                    + " --clock log.",
            ""
        })
final class DemoCommand extends StreamCommand {
    /** The demo's data have a time of their own, which this clock follows. */
    private static final String CLOCK = "log";

    @Option(
            names = {"-d", "--data"},
            paramLabel = "DIR",
            description = "Keep the database in this directory; otherwise it is in memory.")
    private Path data;

    @Mixin private StoreSettings settings;

    DemoCommand(StandardStreams streams) {
        super(streams);
    }

    @Override
    public Integer call() throws Exception {
        Target target =
                data == null
                        ? Target.memory("demo", settings.with(CLOCK))
                        : Target.directory(data, settings.with(CLOCK));
        try (Connection connection = target.open(streams)) {
            Demo demo = new Demo(connection, streams);
            demo.run();
            if (!streams.interactive()) {
                return ExitStatus.OK.code();
            }
            demo.suggest();
            return new Console(connection, streams, Format.TABLE).converse().code();
        }
    }
}
