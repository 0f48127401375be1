package io.tidaldb.shell.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The demo's resource files. */
final class Resource {
    private Resource() {}

    /** The statements of {@code demo.sql} by section, each without its semicolon. */
    static Map<String, List<String>> statements() {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        for (String section : text("demo.sql").split("(?m)^--: ")) {
            int end = section.indexOf('\n');
            sections.put(
                    section.substring(0, end).strip(),
                    Arrays.stream(section.substring(end).split(";\\s*(\n|$)"))
                            .map(String::strip)
                            .filter(statement -> !statement.isEmpty())
                            .toList());
        }
        return sections;
    }

    /** The lists of {@code words.txt} by name. */
    static Map<String, List<String>> words() {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        text("words.txt")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(
                        line -> {
                            int equals = line.indexOf('=');
                            lists.put(
                                    line.substring(0, equals).strip(),
                                    List.of(line.substring(equals + 1).strip().split(" \\| ")));
                        });
        return lists;
    }

    private static String text(String name) {
        try (InputStream in = Resource.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
