package io.tidaldb.crash;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * What a child process says of itself, in lines that end with a full stop: of a line that was cut
 * off by the end of the process nothing is believed. A line is said when what it says has happened.
 */
final class Report {
    /** What a process is about to do, or has done. */
    enum Phase {
        OPENING,
        OPEN,
        CHECKPOINT,
        BACKUP,
        INDEX,
        CLOSING,
        CLOSED,
        /** A write failed, since the disk is full, and those after it were refused. */
        FULL
    }

    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

    void phase(Phase phase) {
        say(phase.name());
    }

    /** Says how many sets of a writer were there when the store was opened. */
    void resumed(int writer, long number) {
        say("resumed " + writer + " " + number);
    }

    /** Says that a writer's set of a number is acknowledged. */
    void acknowledged(int writer, long number) {
        say("acknowledged " + writer + " " + number);
    }

    void failed(Throwable failure) {
        say("failed " + failure.toString().replace('\n', ' '));
    }

    private synchronized void say(String line) {
        try {
            out.write((line + ".\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
