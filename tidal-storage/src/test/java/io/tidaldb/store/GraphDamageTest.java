package io.tidaldb.store;

import static io.tidaldb.store.GraphStore.NAME;
import static io.tidaldb.store.GraphStore.PAGES;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.checkpoint.Manifest;
import io.tidaldb.checkpoint.PageCodec;
import io.tidaldb.clock.StoreClock;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Family;
import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Damage to the pages of a graph costs that graph, which follows from the rows, and nothing else.
 */
class GraphDamageTest {
    @TemporaryHome Path directory;

    private GraphStore graphs;

    @BeforeEach
    void graphs() {
        graphs = new GraphStore(directory);
    }

    /** What can happen to a page. */
    enum Damage {
        FLIPPED_BIT,
        MISSING,
        /** All of them. */
        ALL_MISSING
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void aDamagedPageCostsItsGraphAndNothingElse(Damage damage) {
        try (Store store = graphs.filled()) {
            GraphStore.view(store);
            store.checkpoint();
        }
        TreeMap<byte[], byte[]> whole = RawStore.checkpoint(directory);
        List<byte[]> pages = graphs.storedGraph();
        assertEquals(PAGES, pages.size());
        byte[] key = pages.get(5);
        byte[] flipped = whole.get(key).clone();
        flipped[graphs.random.nextInt(flipped.length)] ^= (byte) (1 << graphs.random.nextInt(8));
        Batch change = new Batch();
        switch (damage) {
            case FLIPPED_BIT -> change.put(Family.CHECKPOINT, key, flipped);
            case MISSING -> change.delete(Family.CHECKPOINT, key);
            case ALL_MISSING -> pages.forEach(page -> change.delete(Family.CHECKPOINT, page));
        }
        RawStore.tamper(directory, raw -> raw.write(change, true));
        VerificationReport report = Store.verify(directory);
        assertEquals(1, report.findings().size(), report::toString);
        assertEquals("index " + NAME, report.findings().getFirst().family());
        assertTrue(report.compared());
        // Twice, as if it had been killed before another checkpoint was taken.
        for (int i = 0; i < 2; i++) {
            try (Store store = graphs.open()) {
                assertNull(store.recovery().discarded());
                assertFalse(store.recovery().damaged());
                assertEquals(0, store.recovery().replayedEvents());
                assertEquals(1, store.recovery().graphs().size());
                assertTrue(store.recovery().graphs().getFirst().contains(NAME));
                graphs.check(store);
            }
        }
        graphs.written.set(0);
        try (Store store = graphs.open()) {
            GraphStore.awaitLinked(store);
            store.checkpoint();
            assertEquals(PAGES, graphs.written.getAndSet(0), "it is another graph");
        }
        assertEquals(List.of(), Store.verify(directory).findings());
        assertEquals(PAGES, graphs.storedGraph().size());
        try (Store store = graphs.open()) {
            assertEquals(List.of(), store.recovery().graphs());
            assertEquals(0, GraphStore.graph(store).unlinked());
            graphs.check(store);
        }
    }

    /** A checkpoint of before single graphs had their sums. */
    @Test
    void damageToAGraphOfAnOlderCheckpointCostsAllOfIt() {
        try (Store store = graphs.filled()) {
            GraphStore.view(store);
            store.checkpoint();
        }
        List<byte[]> pages = graphs.storedGraph();
        RawStore.tamper(
                directory,
                raw -> {
                    Manifest manifest = Manifest.decode(raw.get(Family.CHECKPOINT, Manifest.KEY));
                    raw.write(
                            new Batch()
                                    .put(Family.CHECKPOINT, Manifest.KEY, older(manifest))
                                    .delete(Family.CHECKPOINT, pages.get(2)),
                            true);
                });
        assertEquals("checkpoint", Store.verify(directory).findings().getFirst().family());
        try (Store store = graphs.open()) {
            assertTrue(store.recovery().damaged());
            assertEquals(1, store.recovery().replayedEvents());
            graphs.check(store);
        }
    }

    /** The manifest in version 2 of its format, which ends before the graphs. */
    private static byte[] older(Manifest manifest) {
        byte[] with = manifest.encode();
        Manifest without =
                new Manifest(
                        manifest.number(),
                        manifest.place(),
                        manifest.pages(),
                        manifest.digest(),
                        manifest.signals(),
                        Map.of());
        // All but the number of graphs, which is 0.
        byte[] bytes = Arrays.copyOf(without.encode(), without.encode().length - 1);
        assertTrue(bytes.length < with.length);
        bytes[0] = 2;
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, 1);
        crc.update(bytes, 5, bytes.length - 5);
        ByteBuffer.wrap(bytes).putInt(1, Integer.reverseBytes((int) crc.getValue()));
        assertNull(Manifest.decode(bytes).graphs());
        return bytes;
    }

    /** How pages that are undamaged cannot be used. */
    enum Misfit {
        OTHER_DEGREE,
        OTHER_BLOCK
    }

    @ParameterizedTest
    @EnumSource(Misfit.class)
    void aGraphThatCannotBeUsedIsMadeAnewAndNothingElse(Misfit misfit) {
        try (Store store = graphs.filled()) {
            GraphStore.view(store);
            store.checkpoint();
        }
        TreeMap<byte[], byte[]> whole = RawStore.checkpoint(directory);
        List<byte[]> pages = graphs.storedGraph();
        byte[] other =
                switch (misfit) {
                    case OTHER_DEGREE -> body(whole.get(pages.get(4)));
                    case OTHER_BLOCK -> body(whole.get(pages.get(3)));
                };
        if (misfit == Misfit.OTHER_DEGREE) {
            other[0] = 8;
        }
        RawStore.tamper(
                directory,
                raw -> RawStore.replacePage(raw, pages.get(4), out -> out.writeBytes(other)));
        graphs.written.set(0);
        try (Store store = graphs.open()) {
            assertNull(store.recovery().discarded());
            assertEquals(1, store.recovery().graphs().size());
            assertTrue(store.recovery().graphs().getFirst().contains(NAME));
            assertEquals(store.position(), store.recovery().checkpointPosition());
            assertEquals(0, store.recovery().replayedEvents());
            graphs.check(store);
            GraphStore.awaitLinked(store);
            store.checkpoint();
            assertEquals(PAGES, graphs.written.getAndSet(0), "it is another graph");
        }
        assertEquals(PAGES, graphs.storedGraph().size());
        try (Store store = graphs.open()) {
            graphs.check(store);
            GraphStore.view(store);
            store.checkpoint();
            assertEquals(0, graphs.written.get());
        }
        assertEquals(List.of(), Store.verify(directory).findings());
    }

    @Test
    void aCheckpointThatDoesNotFitLeavesItsGraphsAside() {
        try (Store store = graphs.filled()) {
            GraphStore.view(store);
            store.checkpoint();
        }
        graphs.options =
                graphs.options.withClock(new StoreClock.FixedClock(Feed.T0 - 2 * Feed.HOUR));
        graphs.written.set(0);
        try (Store store = graphs.open()) {
            assertTrue(store.recovery().discarded().contains("clock"));
            assertFalse(store.recovery().damaged());
            graphs.check(store);
            GraphStore.awaitLinked(store);
            store.checkpoint();
            assertEquals(PAGES, graphs.written.get());
        }
        assertEquals(List.of(), Store.verify(directory).findings());
    }

    private static byte[] body(byte[] value) {
        return Arrays.copyOfRange(value, PageCodec.HEADER_BYTES, value.length);
    }
}
