package io.tidaldb.shell.command;

import io.tidaldb.shell.terminal.StandardStreams;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tidal shell}. */
@Command(
        name = "shell",
        header = "Run SQL: in conversation at a terminal, or from -e, -f or standard input.",
        description = {
            "",
            "Without --data or --url the database is in memory and gone at the end. At a terminal,"
                    + " \\help lists what can be typed besides SQL. From a pipe, statements are run"
                    + " until one fails.",
            ""
        })
final class ShellCommand extends StreamCommand {
    @Mixin private SqlOptions sql;

    ShellCommand(StandardStreams streams) {
        super(streams);
    }

    @Override
    public Integer call() throws Exception {
        return sql.run(streams).code();
    }
}
