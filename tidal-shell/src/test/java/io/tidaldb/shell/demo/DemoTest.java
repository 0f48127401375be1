package io.tidaldb.shell.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.shell.command.Command;
import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;

class DemoTest {
    /** Everything but how long things took. */
    private static String withoutTimes(String text) {
        return text.replaceAll("[0-9.]+ (ms|s)\\b", "TIME $1");
    }

    @Test
    void showsTheSameFeedsEveryTime(@TemporaryHome Path directory) {
        Command memory = Command.run("demo");
        assertEquals(0, memory.status(), memory.err());
        assertEquals("", memory.err());
        assertTrue(memory.out().contains("RANK USING for_you FOR USER 42"));
        assertTrue(memory.out().contains("Loaded 45,"), "rows of every kind are loaded");
        assertTrue(memory.out().contains("gone"), "hidden and seen posts leave the feed");
        assertTrue(memory.out().contains("▲"), "others rise");

        String data = directory.resolve("demo").toString();
        Command stored = Command.run("demo", "--data", data);
        assertEquals(withoutTimes(memory.out()), withoutTimes(stored.out()));

        Command twice = Command.run("demo", "--data", data);
        assertEquals(2, twice.status());
        assertTrue(twice.err().contains("needs an empty database"), twice.err());
    }
}
