package io.tidaldb.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.checkpoint.Page;
import io.tidaldb.checkpoint.PageId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Graphs that are captured, and made again of their pages and the vectors. */
class RestoreTest {
    private static final int DIMENSION = 16;
    private static final HnswOptions OPTIONS = HnswOptions.of(Runnable::run, 1);

    /** The pages that count, by block. */
    private static final class Pages {
        private final Map<Long, byte[]> bodies = new TreeMap<>();

        /** Takes what changed; returns how many pages that was. */
        int take(HnswIndex index) {
            List<Page> pages = new ArrayList<>();
            index.capture(RestoreTest::id, pages::add);
            write(pages);
            return pages.size();
        }

        void write(List<Page> pages) {
            for (Page page : pages) {
                ByteWriter out = new ByteWriter();
                page.write(out);
                bodies.put(page.id().index(), out.toByteArray());
            }
        }

        HnswRestore read(Metric metric) {
            HnswRestore restore = new HnswRestore(metric, DIMENSION, OPTIONS);
            bodies.forEach((block, body) -> restore.page(id(block), new ByteReader(body)));
            return restore;
        }
    }

    /** Of any kind: which it is, is the caller's affair. */
    private static PageId id(long block) {
        return new PageId(PageId.Kind.SUMS, 3, 1, block, 0);
    }

    private static HnswIndex index(Metric metric, float[][] vectors) {
        HnswIndex index = new HnswIndex(metric, DIMENSION, OPTIONS);
        for (int i = 0; i < vectors.length; i++) {
            index.put(i, vectors[i]);
        }
        return index;
    }

    private static double recall(HnswIndex index, float[][] vectors, Metric metric) {
        ExactIndex exact = new ExactIndex(metric, DIMENSION);
        for (int i = 0; i < vectors.length; i++) {
            if (vectors[i] != null) {
                exact.put(i, vectors[i]);
            }
        }
        assertEquals(exact.size(), index.size());
        List<float[]> queries = Vectors.queries(new Random(5), vectors, 100);
        return Vectors.recall(index, exact, queries, 10, null, 30);
    }

    @ParameterizedTest
    @EnumSource
    void a_restored_graph_answers_as_before(Metric metric) {
        float[][] vectors = Vectors.clustered(new Random(31), 3000, DIMENSION, 30);
        HnswIndex index = index(metric, vectors);
        Pages pages = new Pages();
        assertEquals(12, pages.take(index));
        assertEquals(0, pages.take(index));
        HnswRestore restore = pages.read(metric);
        for (int i = vectors.length - 1; i >= 0; i--) {
            assertTrue(restore.vector(i, vectors[i]));
        }
        assertFalse(restore.vector(0, vectors[0]), "given before");
        assertFalse(restore.vector(3000, vectors[0]), "unknown");
        HnswIndex again = restore.finish();
        assertEquals(0, pages.take(again), "nothing has changed");
        assertEquals(0, again.unlinked());
        Random random = new Random(32);
        for (int i = 0; i < 200; i++) {
            float[] query = Vectors.near(random, vectors[random.nextInt(3000)], 0.2f);
            Nearest before = index.search(query, 10, null, 40);
            Nearest after = again.search(query, 10, null, 40);
            for (int place = 0; place < 10; place++) {
                assertEquals(before.ordinal(place), after.ordinal(place));
                assertEquals(before.score(place), after.score(place));
            }
        }
    }

    @Test
    void only_what_changed_is_captured_and_the_whole_is_restored() {
        Random random = new Random(33);
        float[][] vectors = Vectors.clustered(random, 3000, DIMENSION, 30);
        HnswIndex index = index(Metric.COSINE, vectors);
        Pages pages = new Pages();
        pages.take(index);
        vectors = Arrays.copyOf(vectors, 6000);
        for (int round = 0; round < 6; round++) {
            for (int i = 0; i < 400; i++) {
                int ordinal = random.nextInt(vectors.length);
                if (random.nextInt(4) == 0) {
                    vectors[ordinal] = null;
                    index.remove(ordinal);
                } else {
                    vectors[ordinal] = Vectors.gaussian(random, DIMENSION);
                    index.put(ordinal, vectors[ordinal]);
                }
            }
            pages.take(index);
            HnswRestore restore = pages.read(Metric.COSINE);
            for (int i = 0; i < vectors.length; i++) {
                if (vectors[i] != null) {
                    assertTrue(restore.vector(i, vectors[i]));
                }
            }
            HnswIndex again = restore.finish();
            double recall = recall(again, vectors, Metric.COSINE);
            assertTrue(recall >= 0.95, "recall " + recall);
        }
        index.put(0, vectors[1] != null ? vectors[1] : vectors[2]);
        assertTrue(pages.take(index) < 20);
    }

    @Test
    void stale_vectors_leave_their_nodes_and_others_come() {
        Random random = new Random(34);
        float[][] vectors = Vectors.clustered(random, 3000, DIMENSION, 30);
        Pages pages = new Pages();
        pages.take(index(Metric.EUCLIDEAN, vectors));
        // A third has gone or changed since the capture, and there are new ones.
        HnswRestore restore = pages.read(Metric.EUCLIDEAN);
        for (int i = 0; i < 3000; i++) {
            if (i % 3 != 0) {
                assertTrue(restore.vector(i, vectors[i]));
            }
        }
        HnswIndex index = restore.finish();
        assertEquals(2000, index.size());
        vectors = Arrays.copyOf(vectors, 3500);
        for (int i = 0; i < 3500; i++) {
            if (i >= 3000 || i % 6 == 0) {
                vectors[i] = Vectors.gaussian(random, DIMENSION);
                index.put(i, vectors[i]);
            } else if (i % 3 == 0) {
                vectors[i] = null;
            }
        }
        double recall = recall(index, vectors, Metric.EUCLIDEAN);
        assertTrue(recall >= 0.97, "recall " + recall);
        pages.take(index);
        assertTrue(pages.bodies.size() <= 14, "nodes are used again");
    }

    @Test
    void nodes_that_were_not_linked_are_linked_later() throws Exception {
        float[][] vectors = Vectors.clustered(new Random(35), 2000, DIMENSION, 20);
        HnswIndex index = index(Metric.DOT, Arrays.copyOf(vectors, 1000));
        Pages pages = new Pages();
        pages.take(index);
        HnswRestore half = pages.read(Metric.DOT);
        for (int i = 0; i < 1000; i++) {
            half.vector(i, vectors[i]);
        }
        index = half.finish();
        index.close();
        for (int i = 1000; i < 2000; i++) {
            index.put(i, vectors[i]);
        }
        assertEquals(1000, index.unlinked(), "a closed index does nothing in the background");
        pages.take(index);
        HnswRestore restore = pages.read(Metric.DOT);
        for (int i = 0; i < 2000; i++) {
            assertTrue(restore.vector(i, vectors[i]));
        }
        HnswIndex again = restore.finish();
        again.awaitIndexed();
        assertEquals(0, again.unlinked());
        double recall = recall(again, vectors, Metric.DOT);
        assertTrue(recall >= 0.97, "recall " + recall);
    }

    @Test
    void captures_while_threads_link_can_be_restored() throws Exception {
        float[][] vectors = Vectors.clustered(new Random(36), 3000, DIMENSION, 30);
        ExecutorService background = Executors.newFixedThreadPool(2);
        try {
            HnswIndex index =
                    new HnswIndex(Metric.COSINE, DIMENSION, HnswOptions.of(background, 2));
            Pages pages = new Pages();
            for (int i = 0; i < 3000; i++) {
                index.put(i, vectors[i]);
                if (i % 500 == 499) {
                    pages.take(index);
                    HnswRestore restore = pages.read(Metric.COSINE);
                    for (int j = 0; j <= i; j++) {
                        assertTrue(restore.vector(j, vectors[j]));
                    }
                    double recall =
                            recall(restore.finish(), Arrays.copyOf(vectors, i + 1), Metric.COSINE);
                    assertTrue(recall >= 0.95, "recall " + recall);
                }
            }
        } finally {
            background.shutdownNow();
        }
    }

    /**
     * Pages are written some time after the capture. A node that is linked meanwhile has neighbours
     * whose own pages, which do not lead to it, are not written again.
     */
    @Test
    void nodes_that_are_linked_before_their_page_is_written_are_found() throws Exception {
        float[][] vectors = Vectors.clustered(new Random(39), 2100, DIMENSION, 20);
        List<Runnable> waiting = new ArrayList<>();
        HnswIndex index = new HnswIndex(Metric.COSINE, DIMENSION, HnswOptions.of(waiting::add, 1));
        for (int i = 0; i < 2000; i++) {
            index.put(i, vectors[i]);
        }
        waiting.removeFirst().run();
        Pages pages = new Pages();
        pages.take(index);
        for (int i = 2000; i < vectors.length; i++) {
            index.put(i, vectors[i]);
        }
        List<Page> captured = new ArrayList<>();
        index.capture(RestoreTest::id, captured::add);
        assertTrue(captured.size() < 3, "blocks without new nodes have not changed");
        waiting.removeFirst().run();
        assertEquals(0, index.unlinked());
        pages.write(captured);
        HnswRestore restore = pages.read(Metric.COSINE);
        for (int i = 0; i < vectors.length; i++) {
            assertTrue(restore.vector(i, vectors[i]));
        }
        HnswIndex again = restore.finish();
        for (int i = 2000; i < vectors.length; i++) {
            assertEquals(i, again.search(vectors[i], 1, null, 30).ordinal(0));
        }
        assertTrue(index.hasChanged(), "the new neighbours are for the next capture");
    }

    /** Whatever bytes are changed or missing, an error or an index that works comes of them. */
    @Test
    void damage_is_an_error_or_does_no_harm() {
        Random random = new Random(37);
        float[][] vectors = Vectors.clustered(random, 700, DIMENSION, 7);
        Pages pages = new Pages();
        pages.take(index(Metric.COSINE, vectors));
        int refused = 0;
        for (int round = 0; round < 400; round++) {
            Pages damaged = new Pages();
            damaged.bodies.putAll(pages.bodies);
            long block = random.nextInt(3);
            byte[] body = damaged.bodies.get(block).clone();
            if (round % 4 == 0) {
                body = Arrays.copyOf(body, random.nextInt(body.length));
            } else {
                for (int i = random.nextInt(3); i >= 0; i--) {
                    body[random.nextInt(body.length)] = (byte) random.nextInt(256);
                }
            }
            damaged.bodies.put(block, body);
            try {
                HnswRestore restore = damaged.read(Metric.COSINE);
                for (int i = 0; i < vectors.length; i++) {
                    restore.vector(i, vectors[i]);
                }
                HnswIndex index = restore.finish();
                for (int i = 0; i < 20; i++) {
                    assertTrue(index.search(vectors[i], 10, null, 10).size() == 10);
                }
            } catch (MalformedBytesException e) {
                refused++;
            }
        }
        assertTrue(refused > 100, refused + " were refused");
    }

    @Test
    void pages_come_in_order_and_fit_together() {
        float[][] vectors = Vectors.clustered(new Random(38), 700, DIMENSION, 7);
        Pages pages = new Pages();
        pages.take(index(Metric.COSINE, vectors));
        HnswRestore gap = new HnswRestore(Metric.COSINE, DIMENSION, OPTIONS);
        assertThrows(
                MalformedBytesException.class,
                () -> gap.page(id(1), new ByteReader(pages.bodies.get(1L))));
        pages.bodies.put(3L, pages.bodies.get(2L));
        assertThrows(MalformedBytesException.class, () -> pages.read(Metric.COSINE));
        pages.bodies.remove(3L);
        HnswRestore short1 = new HnswRestore(Metric.COSINE, DIMENSION, OPTIONS);
        short1.page(id(0), new ByteReader(pages.bodies.get(0L)));
        assertThrows(MalformedBytesException.class, () -> short1.vector(0, vectors[0]));
        HnswRestore other = new HnswRestore(Metric.COSINE, DIMENSION, OPTIONS.withDegree(8));
        assertThrows(
                MalformedBytesException.class,
                () -> other.page(id(0), new ByteReader(pages.bodies.get(0L))));
    }
}
