package io.tidaldb.shell.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

class StatusLineTest {
    private static final long SECOND = 1_000_000_000L;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private long now = 42;

    private StatusLine line(boolean terminal) {
        PrintStream stream = new PrintStream(err, false, StandardCharsets.UTF_8);
        return new StatusLine(
                new StandardStreams(
                        InputStream.nullInputStream(),
                        stream,
                        stream,
                        false,
                        false,
                        terminal,
                        false,
                        true,
                        () -> 20),
                () -> now);
    }

    private String written() {
        String text = err.toString(StandardCharsets.UTF_8);
        err.reset();
        return text;
    }

    @Test
    void onATerminalItIsRewrittenInPlaceAndTakenAway() {
        StatusLine line = line(true);
        line.clear();
        assertEquals("", written());
        line.show("short");
        assertEquals("\rshort\u001b[K", written());
        now += SECOND / 10;
        assertFalse(line.isDue());
        line.show("too soon");
        assertEquals("", written());
        now += SECOND / 10;
        line.show("much longer than the terminal is wide");
        assertEquals("\rmuch longer than...\u001b[K", written());
        line.clear();
        line.clear();
        assertEquals("\r\u001b[K", written());
    }

    @Test
    void elsewhereItIsALineNowAndThen() {
        StatusLine line = line(false);
        line.show("first\u001b[2J");
        assertEquals("first\\x1b[2J" + System.lineSeparator(), written());
        for (int i = 0; i < 4; i++) {
            now += SECOND;
            line.show("too soon");
        }
        assertEquals("", written());
        now += SECOND;
        assertTrue(line.isDue());
        line.show("second");
        assertEquals("second" + System.lineSeparator(), written());
        line.clear();
        assertEquals("", written());
    }
}
