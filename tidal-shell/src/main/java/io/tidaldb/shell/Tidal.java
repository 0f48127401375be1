package io.tidaldb.shell;

import io.tidaldb.shell.command.TidalCommand;
import io.tidaldb.shell.terminal.StandardStreams;

/** The {@code tidal} command. */
public final class Tidal {
    private Tidal() {}

    /** Runs the command and ends the process with its exit status. */
    public static void main(String[] args) {
        StandardStreams streams = StandardStreams.ofProcess();
        int status = TidalCommand.run(streams, args);
        streams.out().flush();
        streams.err().flush();
        // Threads of the driver or the terminal must not keep the process alive.
        System.exit(status);
    }
}
