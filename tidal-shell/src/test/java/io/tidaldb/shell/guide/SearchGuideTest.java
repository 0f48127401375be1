package io.tidaldb.shell.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.shell.command.Command;
import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The statements of docs/SEARCH.md, in their order in one database, print what stands below. */
class SearchGuideTest {
    private static final Pattern EXAMPLE =
            Pattern.compile("```sql\n(.*?)\n```\n(?:```\n(.*?\n)```\n)?", Pattern.DOTALL);

    @TemporaryHome private Path directory;

    @Test
    void printsWhatThePageSays() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "SEARCH.md"));
        StringBuilder statements = new StringBuilder();
        StringBuilder printed = new StringBuilder();
        Matcher example = EXAMPLE.matcher(page);
        int count = 0;
        while (example.find()) {
            statements.append(example.group(1)).append(";\n");
            printed.append(example.group(2) == null ? "" : example.group(2));
            count++;
        }
        assertTrue(count > 15, "examples found: " + count);
        Path script = Files.writeString(directory.resolve("examples.sql"), statements);
        Command run =
                Command.run(
                        "--data",
                        directory.resolve("data").toString(),
                        "--clock",
                        "fixed:2026-01-01T12:00:00Z",
                        "-f",
                        script.toString());
        assertEquals(0, run.status(), run.err());
        assertEquals(printed.toString(), run.out());
    }
}
