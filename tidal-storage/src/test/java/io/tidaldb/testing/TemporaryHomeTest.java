package io.tidaldb.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class TemporaryHomeTest {
    /** Every directory that a test of {@link Sample} was given. */
    private static final List<Path> GIVEN = new ArrayList<>();

    /** Run by the tests below, not by itself. */
    static class Sample {
        @TemporaryHome private static Path ofClass;
        @TemporaryHome private Path ofTest;

        private void fill(Path parameter) throws IOException {
            GIVEN.addAll(List.of(ofClass, ofTest, parameter));
            for (Path home : List.of(ofClass, ofTest, parameter)) {
                Files.createDirectories(home.resolve("below"));
                Files.writeString(home.resolve("below/file"), "x");
            }
            assertTrue(ofTest.resolve("below").toFile().setWritable(false));
        }

        @Test
        void passes(@TemporaryHome Path parameter) throws IOException {
            fill(parameter);
        }

        @Test
        void fails(@TemporaryHome Path parameter) throws IOException {
            fill(parameter);
            throw new AssertionError("as it should");
        }

        @Test
        void aborts(@TemporaryHome Path parameter) throws IOException {
            fill(parameter);
            abort();
        }
    }

    @AfterEach
    void forget() throws IOException {
        for (Path home : GIVEN) {
            deleteCopy(home);
        }
        GIVEN.clear();
    }

    private static void deleteCopy(Path home) throws IOException {
        if (Files.exists(copy(home))) {
            Files.delete(copy(home).resolve("below/file"));
            Files.delete(copy(home).resolve("below"));
            Files.delete(copy(home));
        }
    }

    private static Path copy(Path home) {
        return Path.of("target", "failed-homes").resolve(home.getFileName());
    }

    private static long failures(String method) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        Launcher launcher =
                LauncherFactory.create(
                        LauncherConfig.builder()
                                .enableTestExecutionListenerAutoRegistration(false)
                                .build());
        launcher.execute(
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectMethod(Sample.class, method, Path.class))
                        .build(),
                summary);
        assertEquals(1, summary.getSummary().getTestsFoundCount());
        return summary.getSummary().getTestsFailedCount();
    }

    @Test
    void isRemovedAfterATest() {
        for (String method : List.of("passes", "aborts")) {
            GIVEN.clear();
            assertEquals(0, failures(method));
            assertEquals(3, GIVEN.stream().distinct().count());
            for (Path home : GIVEN) {
                assertFalse(Files.exists(home));
                assertFalse(Files.exists(copy(home)));
            }
        }
    }

    @Test
    void isRemovedAfterAFailureAndACopyStays() throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream console = System.err;
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            assertEquals(1, failures("fails"));
        } finally {
            System.setErr(console);
        }
        assertEquals(3, GIVEN.size());
        for (Path home : GIVEN) {
            assertFalse(Files.exists(home));
            assertEquals("x", Files.readString(copy(home).resolve("below/file")));
            String path = copy(home).toAbsolutePath().toString();
            assertTrue(said.toString(StandardCharsets.UTF_8).contains(path), path);
        }
    }

    @Test
    void worksWithoutJupiter() throws IOException {
        Path first;
        try (Home home = Home.create("word");
                Home other = Home.create("word")) {
            first = home.path();
            assertNotEquals(first, other.path());
            assertTrue(first.getFileName().toString().contains("word"));
            Files.createDirectory(first.resolve("below"));
            Files.writeString(first.resolve("below/file"), "x");
            assertEquals("x", Files.readString(home.keep().resolve("below/file")));
            deleteCopy(first);
        }
        assertFalse(Files.exists(first));
    }
}
