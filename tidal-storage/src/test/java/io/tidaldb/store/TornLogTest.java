package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What a power failure leaves of the write-ahead log, and what only damage does. */
class TornLogTest {
    private static final int NOTES = 20;

    /** What became of the part that was not on disk for sure. */
    enum Tear {
        CUT_OFF,
        ZEROS_TO_THE_END,
        /** A page is missing, and what follows it is there. */
        HOLE
    }

    @TemporaryHome Path directory;

    private StoreOptions options;
    private Path log;
    private Path mark;

    /** The log's size, and what was known to be on disk, when half of the notes were written. */
    private long syncedSize;

    private byte[] syncedMark;

    @BeforeEach
    void write() throws IOException {
        options =
                StoreOptions.at(directory)
                        .withCheckpoints(CheckpointPolicy.NEVER)
                        .withClock(new StoreClock.FixedClock(Feed.T0));
        mark = new DirectoryLayout(directory).syncMark();
        try (Store store = Store.open(options)) {
            store.commit(Feed.definitions());
            for (int i = 0; i < NOTES; i++) {
                if (i == NOTES / 2) {
                    log = newestLog();
                    syncedSize = Files.size(log);
                    syncedMark = Files.readAllBytes(mark);
                }
                store.commit(
                        new WriteSet().insert(Feed.NOTES, new Object[] {"x".repeat(9000) + i}));
            }
        }
    }

    private Path newestLog() throws IOException {
        try (var files = Files.list(new DirectoryLayout(directory).database())) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }

    private void tear(Tear tear, long from) throws IOException {
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            long size = channel.size();
            switch (tear) {
                case CUT_OFF -> channel.truncate(from);
                case ZEROS_TO_THE_END ->
                        channel.write(ByteBuffer.allocate((int) (size - from)), from);
                case HOLE -> channel.write(ByteBuffer.allocate(4096), from);
            }
        }
    }

    private int notes() {
        try (Store store = Store.open(options)) {
            int count = store.table(Feed.NOTES).liveCount();
            store.commit(new WriteSet().insert(Feed.NOTES, new Object[] {"further"}));
            return count;
        }
    }

    @ParameterizedTest
    @EnumSource(Tear.class)
    void whatWasNotSyncedIsCutWhereItIsTorn(Tear tear) throws IOException {
        Files.write(mark, syncedMark);
        // In the second note, of which the log has the row twice.
        tear(tear, syncedSize + 3 * 9000);
        assertEquals(List.of(), Store.verify(directory).findings());
        assertEquals(NOTES / 2 + 1, notes());
        assertEquals(NOTES / 2 + 2, notes());
        assertEquals(List.of(), Store.verify(directory).findings());
    }

    @ParameterizedTest
    @EnumSource(Tear.class)
    void whatWasSyncedIsNotCut(Tear tear) throws IOException {
        byte[] whole = Files.readAllBytes(log);
        tear(tear, syncedSize + 5000);
        TidalException e = assertThrows(TidalException.class, this::notes);
        assertEquals(ErrorCode.DATA_CORRUPTED, e.code());
        assertEquals("files", Store.verify(directory).findings().getFirst().family());
        if (tear != Tear.CUT_OFF) {
            // Nothing behind the damage was deleted.
            Files.write(log, whole);
            assertEquals(NOTES, notes());
        }
    }

    @Test
    void aLogThatIsGoneIsMissed() throws IOException {
        Files.delete(log);
        TidalException e = assertThrows(TidalException.class, this::notes);
        assertEquals(ErrorCode.DATA_CORRUPTED, e.code());
        assertTrue(e.getMessage().contains("write-ahead log is missing"), e.getMessage());
    }

    /** It only tells what is torn from what is damaged. */
    @Test
    void aMarkThatIsGoneOrTornIsNoObstacle() throws IOException {
        Files.delete(mark);
        assertEquals(NOTES, notes());
        Files.write(mark, new byte[] {1, 2, 3});
        assertEquals(NOTES + 1, notes());
        Files.write(mark, new byte[16]);
        assertEquals(NOTES + 2, notes());
    }
}
