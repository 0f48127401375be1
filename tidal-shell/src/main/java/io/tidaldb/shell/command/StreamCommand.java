package io.tidaldb.shell.command;

import io.tidaldb.shell.terminal.StandardStreams;

import picocli.CommandLine.Option;

import java.util.concurrent.Callable;

/** What every command has: the streams it talks through, and {@code --help}. */
abstract class StreamCommand implements Callable<Integer> {
    final StandardStreams streams;

    /** Picocli acts on it by itself. */
    @SuppressWarnings("unused")
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    StreamCommand(StandardStreams streams) {
        this.streams = streams;
    }
}
