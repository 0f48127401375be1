package io.tidaldb.shell.command;

import io.tidaldb.shell.connect.Target;
import io.tidaldb.shell.exit.ExitException;
import io.tidaldb.shell.exit.ExitStatus;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;

/** Options that say which database a command works on. */
final class TargetOptions {
    @Option(
            names = {"-d", "--data"},
            paramLabel = "DIR",
            description = "The database's directory; made if there is none.")
    private Path data;

    @Option(
            names = {"-u", "--url"},
            paramLabel = "URL",
            description = "A JDBC URL, such as jdbc:tidal://127.0.0.1:59521.")
    private String url;

    @Option(
            names = "--clock",
            paramLabel = "CLOCK",
            description =
                    "What 'now' is: system (default), log (the newest event: for history),"
                            + " fixed:INSTANT or from:INSTANT.")
    private String clock;

    @Mixin private StoreSettings settings;

    /** The database that was named, or one in memory. */
    Target orMemory(String name) {
        return data == null && url == null ? Target.memory(name, settings.with(clock)) : required();
    }

    /** The database that was named. */
    Target required() {
        if (data != null && url != null) {
            throw new ExitException(ExitStatus.USAGE, "--data and --url cannot be given together");
        }
        if (data != null) {
            return Target.directory(data, settings.with(clock));
        }
        if (url == null) {
            throw new ExitException(
                    ExitStatus.USAGE, "say which database: --data DIR or --url JDBC_URL");
        }
        return Target.url(url, settings.with(clock));
    }
}
