package io.tidaldb.script;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * Each statement of each script prints what the script says. Where one does not, the script as it
 * came out is left in {@code target/scripts}, to be compared and, if it is right, copied.
 */
class ScriptTest {
    @TemporaryHome Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "definitions",
                "dml",
                "signals",
                "retraction",
                "linear",
                "rollup",
                "kinds",
                "ranked",
                "plain",
                "catalog",
                "operations",
                "errors",
                "indexes",
                "search",
                "suggest",
                "hybrid",
                "people",
                "search_errors",
                "history",
                "filters",
                "personal",
                "related"
            })
    void printsWhatItSays(String name) throws IOException, SQLException {
        String script = read("/sql/" + name + ".iq");
        String actual = Script.run(script, directory);
        if (!actual.equals(script)) {
            Path kept = Files.createDirectories(Path.of("target", "scripts"));
            Files.writeString(kept.resolve(name + ".iq"), actual);
        }
        assertEquals(script, actual);
    }

    private static String read(String resource) throws IOException {
        try (InputStream in = ScriptTest.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
