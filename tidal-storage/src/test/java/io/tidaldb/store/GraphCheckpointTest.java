package io.tidaldb.store;

import static io.tidaldb.store.GraphStore.DIMENSION;
import static io.tidaldb.store.GraphStore.MEANING;
import static io.tidaldb.store.GraphStore.MEANINGS;
import static io.tidaldb.store.GraphStore.NAME;
import static io.tidaldb.store.GraphStore.PAGES;
import static io.tidaldb.store.GraphStore.POSTS;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Family;
import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** The graphs of vector indexes come back from checkpoints, which have what changed of them. */
class GraphCheckpointTest {
    @TemporaryHome Path directory;

    private GraphStore graphs;

    @BeforeEach
    void graphs() {
        graphs = new GraphStore(directory);
    }

    @Test
    void onlyWhatChangedIsWritten() {
        try (Store store = graphs.filled()) {
            store.checkpoint();
            assertEquals(PAGES, graphs.written.getAndSet(0));
            GraphStore.view(store);
            store.checkpoint();
            store.checkpoint();
            assertEquals(0, graphs.written.get());
            // It has no direction, so its node is left and none comes.
            Object[] row = Feed.post(1, null);
            row[MEANING] = new float[DIMENSION];
            store.commit(new WriteSet().upsert(Feed.POSTS, row));
            store.checkpoint();
            assertEquals(1, graphs.written.getAndSet(0));
            // That is not in the log, so the position is the same.
            store.buildIndex(MEANINGS, () -> {});
            GraphStore.awaitLinked(store);
            store.checkpoint();
            assertEquals(PAGES, graphs.written.getAndSet(0));
            store.checkpoint();
            assertEquals(0, graphs.written.get());
        }
        assertEquals(PAGES, graphs.storedGraph().size());
        assertEquals(List.of(), Store.verify(directory).findings());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aReopenedGraphIsNotLinkedAnew(boolean quantized) {
        try (Store store = graphs.open()) {
            graphs.fill(store);
            GraphStore.index(store, quantized);
            store.checkpoint();
        }
        graphs.written.set(0);
        try (Store store = graphs.open()) {
            assertEquals(0, GraphStore.graph(store).unlinked());
            graphs.check(store);
            GraphStore.view(store);
            store.checkpoint();
            assertEquals(0, graphs.written.get(), "all blocks are those of the checkpoint");
            WriteSet changes = new WriteSet();
            for (long id = POSTS - 10; id < POSTS + 10; id++) {
                changes.upsert(Feed.POSTS, graphs.post(id));
            }
            store.commit(changes);
            store.commit(
                    new WriteSet()
                            .delete(Feed.POSTS, store.table(Feed.POSTS).ordinal(5L), Long.MAX_VALUE)
                            .insert(Feed.POSTS, graphs.post(5)));
            // No checkpoint is taken on closing, as if the process had been killed.
        }
        try (Store store = graphs.open()) {
            assertTrue(
                    GraphStore.graph(store).unlinked() <= 21,
                    "only what came after the checkpoint");
            graphs.check(store);
            GraphStore.awaitLinked(store);
            graphs.check(store);
            store.checkpoint();
        }
        graphs.written.set(0);
        try (Store store = graphs.open()) {
            assertEquals(0, GraphStore.graph(store).unlinked());
            graphs.check(store);
            GraphStore.view(store);
            store.checkpoint();
            assertEquals(0, graphs.written.get());
        }
        assertEquals(List.of(), Store.verify(directory).findings());
    }

    @Test
    void closingKeepsWhatWasLinkedSinceTheLastCheckpoint() {
        graphs.options = graphs.options.withCheckpoints(CheckpointPolicy.DEFAULT);
        try (Store store = graphs.filled()) {
            store.checkpoint();
            store.buildIndex(MEANINGS, () -> {});
            GraphStore.awaitLinked(store);
            graphs.written.set(0);
        }
        assertEquals(PAGES, graphs.written.getAndSet(0));
        try (Store store = graphs.open()) {
            assertEquals(0, GraphStore.graph(store).unlinked());
            graphs.check(store);
        }
        assertEquals(0, graphs.written.get(), "nothing has changed since");
        try (Store store = graphs.open()) {
            int ordinal = store.table(Feed.POSTS).ordinal(7L);
            store.commit(new WriteSet().delete(Feed.POSTS, ordinal, Long.MAX_VALUE));
        }
        assertEquals(1, graphs.written.getAndSet(0));
        // What is left of the node is taken out when the graph comes back, and not again later.
        graphs.open().close();
        assertTrue(graphs.written.getAndSet(0) > 0);
        try (Store store = graphs.open()) {
            graphs.check(store);
        }
        assertEquals(0, graphs.written.get());
    }

    @Test
    void pagesGoWithTheGraph() {
        try (Store store = graphs.filled()) {
            store.checkpoint();
        }
        assertEquals(PAGES, graphs.storedGraph().size());
        try (Store store = graphs.open()) {
            WriteSet rest = new WriteSet();
            for (long id = 500; id < POSTS; id++) {
                int ordinal = store.table(Feed.POSTS).ordinal(id);
                rest.delete(Feed.POSTS, ordinal, Long.MAX_VALUE);
            }
            store.commit(rest);
            store.buildIndex(MEANINGS, () -> {});
            GraphStore.awaitLinked(store);
            store.checkpoint();
        }
        assertEquals(
                2,
                graphs.storedGraph().size(),
                "what lies beyond the end of the new graph is gone");
        try (Store store = graphs.open()) {
            assertNull(store.recovery().discarded());
            assertEquals(0, GraphStore.graph(store).unlinked());
            graphs.check(store);
            store.commit(new WriteSet().changeSchema(schema -> schema.withoutIndex(NAME)));
        }
        assertEquals(2, graphs.storedGraph().size());
        assertEquals(List.of(), Store.verify(directory).findings());
        try (Store store = graphs.open()) {
            assertNull(store.recovery().discarded());
            store.checkpoint();
        }
        assertEquals(0, graphs.storedGraph().size());
        assertEquals(List.of(), Store.verify(directory).findings());
    }

    @Test
    void aDirectoryAndACheckpointWithoutGraphsAreRead() {
        try (Store store = graphs.open()) {
            graphs.fill(store);
            GraphStore.view(store);
            store.checkpoint();
        }
        RawStore.tamper(
                directory,
                raw ->
                        raw.write(
                                new Batch()
                                        .put(
                                                Family.META,
                                                MetaKeys.FORMAT,
                                                ByteBuffer.allocate(4).putInt(3).array()),
                                true));
        try (Store store = graphs.open()) {
            assertNull(store.recovery().discarded());
            // Checkpoints of that time are not used.
            assertEquals(1, store.recovery().replayedEvents());
            GraphStore.index(store, false);
            graphs.check(store);
        }
        try (Store store = graphs.open()) {
            assertNull(store.recovery().discarded());
            graphs.check(store);
            GraphStore.awaitLinked(store);
            store.checkpoint();
            assertEquals(PAGES, graphs.written.getAndSet(0));
        }
        RawStore.tamper(
                directory,
                raw ->
                        assertEquals(
                                StoredFacts.FORMAT,
                                ByteBuffer.wrap(raw.get(Family.META, MetaKeys.FORMAT)).getInt()));
        try (Store store = graphs.open()) {
            assertEquals(0, GraphStore.graph(store).unlinked());
            graphs.check(store);
        }
    }
}
