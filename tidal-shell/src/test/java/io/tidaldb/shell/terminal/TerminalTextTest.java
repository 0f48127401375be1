package io.tidaldb.shell.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

import java.util.Map;

class TerminalTextTest {
    @Test
    void showsControlCharactersAsEscapes() {
        assertEquals(
                "a\\n\\t\\r\\x1b[31m\\x9b\\x7f",
                TerminalText.visible("a\n\t\r\u001b[31m\u009b\u007f"));
        assertEquals("\\u202egnp.exe", TerminalText.visible("\u202egnp.exe"));
        assertEquals("grün 日本 🎵", TerminalText.visible("grün 日本 🎵"));
        assertEquals("a\nb\\x07", TerminalText.visibleLines("a\nb\u0007"));
    }

    @Test
    void measuresColumnsAndNotCharacters() {
        assertEquals(4, TerminalText.width("grün"));
        assertEquals(4, TerminalText.width("日本"));
        assertEquals(1, TerminalText.width("e\u0301"));
        assertEquals("日本 ", TerminalText.padRight("日本", 5));
    }

    @Property
    void aCutTextFits(@ForAll String text, @ForAll @IntRange(max = 20) int columns) {
        String cut = TerminalText.cut(TerminalText.visible(text), columns, "…");
        assertTrue(TerminalText.width(cut) <= columns, cut);
    }

    @Test
    void honoursNoColorAndTheLocale() {
        assertTrue(StandardStreams.allowsColour(Map.of("NO_COLOR", "")));
        assertEquals(false, StandardStreams.allowsColour(Map.of("NO_COLOR", "1")));
        assertEquals(false, StandardStreams.allowsColour(Map.of("TERM", "dumb")));
        assertTrue(StandardStreams.announcesUtf8(Map.of("LANG", "C.UTF-8")));
        assertEquals(
                false, StandardStreams.announcesUtf8(Map.of("LC_ALL", "C", "LANG", "C.UTF-8")));
        assertEquals(false, StandardStreams.announcesUtf8(Map.of()));
    }
}
