package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class BackupPlacesTest {
    @TempDir Path home;

    private static void refused(ErrorCode code, BackupPlaces places, String text) {
        TidalException e = assertThrows(TidalException.class, () -> places.resolve(text), text);
        assertEquals(code, e.code(), e.getMessage());
    }

    @Test
    void belowARootNothingLeadsOut() throws IOException {
        Path real = home.toRealPath();
        Path root = Files.createDirectory(real.resolve("backups"));
        Path outside = Files.createDirectory(real.resolve("outside"));
        Files.createDirectory(root.resolve("weekly"));
        Files.createSymbolicLink(root.resolve("out"), outside);
        Files.createSymbolicLink(root.resolve("nowhere"), outside.resolve("absent"));
        Files.createSymbolicLink(root.resolve("in"), root.resolve("weekly"));
        Files.createSymbolicLink(root.resolve("self"), root);
        BackupPlaces places =
                new BackupPlaces.Below(Files.createSymbolicLink(real.resolve("link"), root));
        assertEquals(root.resolve("daily"), places.resolve("daily"));
        assertEquals(root.resolve("a/b"), places.resolve("./a//b/"));
        assertEquals(root.resolve("weekly/1"), places.resolve("in/1"));
        assertEquals(root.resolve("x"), places.resolve(root.resolve("x").toString()));
        for (String text :
                new String[] {
                    "..",
                    "../backups/x",
                    "a/../b",
                    "a/../../outside",
                    ".",
                    "self",
                    "out",
                    "out/x",
                    "nowhere",
                    "nowhere/x",
                    "/",
                    "/etc",
                    root.toString(),
                    root + "-more/x",
                    outside.toString(),
                    "",
                    "  ",
                    "a\0b"
                }) {
            refused(ErrorCode.INVALID_VALUE, places, text);
        }
    }

    @Test
    void aRootIsAnExistingDirectory() {
        TidalException e =
                assertThrows(
                        TidalException.class, () -> new BackupPlaces.Below(home.resolve("absent")));
        assertEquals(ErrorCode.INVALID_CONFIGURATION, e.code());
    }

    @Test
    void anywhereIsAnywhereAndNowhereIsNowhere() {
        BackupPlaces anywhere = new BackupPlaces.Anywhere();
        assertEquals(Path.of("/a/c"), anywhere.resolve("/a/b/../c"));
        assertEquals(Path.of("x").toAbsolutePath(), anywhere.resolve("x"));
        refused(ErrorCode.INVALID_VALUE, anywhere, " ");
        refused(ErrorCode.INVALID_CONFIGURATION, new BackupPlaces.Nowhere(), "daily");
    }
}
