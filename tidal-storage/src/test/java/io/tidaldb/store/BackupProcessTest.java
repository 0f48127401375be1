package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.BackupFiles;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Backups in processes that are killed, or that run out of room. */
class BackupProcessTest {
    private static final int ROUNDS = 4;

    @TempDir Path home;

    private Path directory;
    private Path backups;

    @BeforeEach
    void paths() {
        directory = home.resolve("store");
        backups = home.resolve("backups");
    }

    private static StoreOptions at(Path directory) {
        return StoreOptions.at(directory).withClock(new StoreClock.FixedClock(Feed.T0));
    }

    private Process spawn(Class<?> main) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        directory.toString(),
                        backups.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void aKilledBackupIsInNobodysWay() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Feed.withPosts(at(directory)).close();
        int finished = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Process process = spawn(BackingUp.class);
            try (var lines = process.inputReader()) {
                assertEquals("open", lines.readLine());
                // In the first round maybe before anything came to its end.
                for (int i = 0; i < round; i++) {
                    finished = Integer.parseInt(lines.readLine());
                }
                Thread.sleep(random.nextInt(60));
            } finally {
                process.destroyForcibly().waitFor();
            }
            assertEquals(List.of(), Store.verify(directory).findings());
            if (!Files.exists(backups.resolve("tidal-backup"))) {
                continue;
            }
            List<Integer> ids = Backups.list(backups).stream().map(BackupInfo::id).toList();
            assertTrue(ids.size() >= finished, ids + " of " + finished);
            BackupInfo next;
            try (Store store = Store.open(at(directory))) {
                next = store.backup(backups);
                assertEquals(store.position(), next.position());
            }
            assertEquals(1 + (ids.isEmpty() ? 0 : ids.getLast()), next.id());
            finished = next.id();
            nothingButBackupsIsThere();
        }
        Backups.check(backups).forEach((id, damages) -> assertEquals(List.of(), damages));
        for (int id : List.of(1, finished)) {
            Path to = home.resolve("restored " + id);
            VerificationReport report =
                    Backups.restore(backups, id, to, null, VerificationListener.SILENT);
            assertTrue(report.isSound());
            assertEquals(report.events(), report.rows() - 10);
        }
    }

    /** What a killed one left was deleted. */
    private void nothingButBackupsIsThere() throws IOException {
        Set<String> expected = new TreeSet<>();
        for (int id : BackupFiles.ids(backups)) {
            BackupFiles.read(backups, id).files().forEach(file -> expected.add(file.path()));
        }
        try (Stream<Path> files = Files.walk(backups)) {
            assertEquals(
                    expected,
                    files.filter(Files::isRegularFile)
                            .map(file -> backups.relativize(file).toString())
                            .filter(name -> !name.matches("meta/[0-9]+|tidal-backup(.lock)?"))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    /** Writes a little and backs up, again and again; prints the id of each finished backup. */
    static final class BackingUp {
        public static void main(String[] arguments) {
            Random random = new Random(1);
            try (Store store = Store.open(at(Path.of(arguments[0])))) {
                System.out.println("open");
                while (true) {
                    long id = store.statistics().events() + 1;
                    byte[] noise = new byte[200_000];
                    random.nextBytes(noise);
                    store.commit(
                            new WriteSet()
                                    .insert(
                                            Feed.NOTES,
                                            new Object[] {
                                                new String(noise, StandardCharsets.ISO_8859_1)
                                            })
                                    .events(Feed.events(Feed.LIKES).add(id, 1L, "ann", 1, 5)));
                    System.out.println(store.backup(Path.of(arguments[1])).id());
                }
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskLeavesStoreAndBackupsAsTheyWere() throws Exception {
        Random random = new Random(1);
        try (Store store = Feed.withPosts(at(directory))) {
            store.backup(backups);
            byte[] noise = new byte[500_000];
            for (int i = 0; i < 4; i++) {
                random.nextBytes(noise);
                String text = new String(noise, StandardCharsets.ISO_8859_1);
                store.commit(new WriteSet().insert(Feed.NOTES, new Object[] {text}));
            }
        }
        // Puts all of that into one file, larger than the limit.
        Backups.take(directory, null, home.resolve("others"));
        Process process = spawn(Cramped.class);
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        List<String> lines = said.lines().toList();
        assertTrue(lines.get(0).startsWith("INPUT_OUTPUT writing a backup to " + backups), said);
        assertTrue(lines.get(1).startsWith("INPUT_OUTPUT"), said);
        assertEquals("committed", lines.get(2), said);
        assertEquals("backed up 2", lines.get(3), said);
        assertEquals("kept 1", lines.get(4), said);
        assertEquals(List.of(), Store.verify(directory).findings());
        assertTrue(Files.notExists(home.resolve("fresh")));
        nothingButBackupsIsThere();
        VerificationReport report =
                Backups.restore(
                        backups, 2, home.resolve("restored"), null, VerificationListener.SILENT);
        assertEquals(10 + 4 + 1, report.rows());
    }

    /** Backs up while no file may be longer than the limit, and when that is gone. */
    static final class Cramped {
        private static final long LIMIT = 1_000_000;

        public static void main(String[] arguments) throws Throwable {
            Path backups = Path.of(arguments[1]);
            try (Store store = Store.open(at(Path.of(arguments[0])))) {
                limitFiles(LIMIT);
                for (Path target : List.of(backups, backups.resolveSibling("fresh"))) {
                    try {
                        System.out.println("backed up " + store.backup(target));
                    } catch (TidalException e) {
                        System.out.println(e.code() + " " + e.getMessage());
                    }
                }
                store.commit(new WriteSet().insert(Feed.NOTES, new Object[] {"x"}));
                System.out.println("committed");
                limitFiles(Long.MAX_VALUE);
                System.out.println("backed up " + store.backup(backups).id());
                Backups.keepNewest(backups, 1);
                System.out.println("kept " + Backups.list(backups).size());
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aStoreThatRanOutOfRoomIsReadOnlyAndComesBack() throws Exception {
        Feed.withPosts(at(directory)).close();
        Process process = spawn(Filling.class);
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        long acknowledged = Long.parseLong(said.lines().toList().getLast());
        assertEquals(List.of(), Store.verify(directory).findings());
        try (Store store = Store.open(at(directory))) {
            // The one that failed may be there or not, as a whole.
            long notes = store.table(Feed.NOTES).liveCount();
            assertTrue(notes == acknowledged || notes == acknowledged + 1, notes + " " + said);
            store.commit(new WriteSet().insert(Feed.NOTES, new Object[] {"x"}));
        }
    }

    /** Commits until there is no room, and reads on; prints how many were acknowledged. */
    static final class Filling {
        public static void main(String[] arguments) throws Throwable {
            long acknowledged = 0;
            try (Store store = Store.open(at(Path.of(arguments[0])))) {
                limitFiles(1_000_000);
                while (true) {
                    try {
                        store.commit(
                                new WriteSet().insert(Feed.NOTES, new Object[] {"x".repeat(9999)}));
                        acknowledged++;
                    } catch (TidalException e) {
                        assertEquals(ErrorCode.INPUT_OUTPUT, e.code());
                        break;
                    }
                }
                assertEquals(acknowledged, store.table(Feed.NOTES).liveCount());
                assertTrue(store.statistics().readOnly());
                assertThrows(
                        TidalException.class,
                        () -> store.commit(new WriteSet().insert(Feed.NOTES, new Object[] {"y"})));
            }
            System.out.println(acknowledged);
        }
    }

    /** Lets this process write no file longer than that: setrlimit(RLIMIT_FSIZE). */
    @SuppressWarnings("restricted")
    private static void limitFiles(long bytes) throws Throwable {
        int fileSize = 1;
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor signature =
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limits = arena.allocate(2 * ValueLayout.JAVA_LONG.byteSize());
            limits.setAtIndex(ValueLayout.JAVA_LONG, 0, bytes);
            limits.setAtIndex(ValueLayout.JAVA_LONG, 1, Long.MAX_VALUE);
            int status =
                    (int)
                            linker.downcallHandle(
                                            linker.defaultLookup().find("setrlimit").orElseThrow(),
                                            signature)
                                    .invokeExact(fileSize, limits);
            if (status != 0) {
                throw new IOException("setrlimit: " + status);
            }
        }
    }
}
