package io.tidaldb.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.column.Blocks;
import io.tidaldb.column.OrdinalSet;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

class EdgeSetTest {
    private static final int TARGETS = 3 * Blocks.SIZE;

    enum Verb {
        PUT,
        REMOVE,
        REMOVE_FROM,
        REMOVE_TO
    }

    record Change(Verb verb, int from, int to, double weight, long at) {}

    record Payload(double weight, long at) {}

    record Edge(int from, int to, double weight, long at) {}

    @Property(tries = 300)
    void agreesWithAMapOfMaps(@ForAll("changes") List<Change> changes) {
        EdgeSet edges = new EdgeSet();
        Map<Integer, Map<Integer, Payload>> expected = new TreeMap<>();
        for (Change change : changes) {
            Map<Integer, Payload> row =
                    expected.computeIfAbsent(change.from, from -> new TreeMap<>());
            switch (change.verb) {
                case PUT -> {
                    Payload old = row.put(change.to, new Payload(change.weight, change.at));
                    assertEquals(
                            old == null,
                            edges.put(change.from, change.to, change.weight, change.at));
                }
                case REMOVE ->
                        assertEquals(
                                row.remove(change.to) != null,
                                edges.remove(change.from, change.to));
                case REMOVE_FROM -> {
                    row.clear();
                    edges.removeFrom(change.from);
                }
                case REMOVE_TO -> {
                    expected.values().forEach(targets -> targets.remove(change.to));
                    edges.removeTo(change.to);
                }
            }
        }
        List<Edge> all = new ArrayList<>();
        expected.forEach(
                (from, row) -> {
                    assertEquals(row.size(), edges.degree(from));
                    assertMembers(row.keySet(), edges.targets(from));
                    row.forEach(
                            (to, payload) -> {
                                assertEquals(payload.weight, edges.weight(from, to));
                                assertEquals(payload.at, edges.at(from, to));
                                all.add(new Edge(from, to, payload.weight, payload.at));
                            });
                });
        assertEquals(all.size(), edges.size());
        List<Edge> visited = new ArrayList<>();
        edges.forEach((from, to, weight, at) -> visited.add(new Edge(from, to, weight, at)));
        assertEquals(all, visited);
    }

    @Test
    void whatIsNotThere() {
        EdgeSet edges = new EdgeSet();
        edges.put(5, 7, 1, 2);
        assertTrue(Double.isNaN(edges.weight(5, 8)));
        assertTrue(Double.isNaN(edges.weight(100_000, 7)));
        assertEquals(Long.MIN_VALUE, edges.at(5, 8));
        assertEquals(0, edges.degree(6));
        assertFalse(edges.remove(6, 7));
        edges.removeFrom(9);
        edges.removeTo(9);
        assertEquals(1, edges.size());
    }

    @Test
    void largeDegreesOnBothSides() {
        EdgeSet edges = new EdgeSet();
        int degree = 100_000;
        for (int i = 0; i < degree; i++) {
            int other = (int) (i * 7919L % degree);
            assertTrue(edges.put(0, other, other, i));
            assertTrue(edges.put(other + 1, degree, 1, i));
        }
        assertEquals(degree, edges.degree(0));
        assertEquals(2 * degree, edges.size());
        assertEquals(99, edges.weight(0, 99));
        edges.removeTo(degree);
        assertEquals(degree, edges.size());
        assertEquals(0, edges.degree(1));
        edges.removeFrom(0);
        assertEquals(0, edges.size());
    }

    /**
     * The writer puts and replaces edges whose weight tells their time, and says after each how far
     * it is. A reader must find all that was said before it looked, and never a weight with a
     * foreign time.
     */
    @Test
    void readersSeeWhatWasWrittenBeforeAndNothingElse() throws Exception {
        int count = 60_000;
        EdgeSet edges = new EdgeSet();
        AtomicInteger written = new AtomicInteger();
        List<CompletableFuture<Void>> readers = new ArrayList<>();
        for (int r = 0; r < 2; r++) {
            readers.add(CompletableFuture.runAsync(() -> readUntil(count, edges, written)));
        }
        for (int i = 0; i < count; i++) {
            edges.put(i & 3, target(i), i, i);
            written.setRelease(i + 1);
        }
        for (CompletableFuture<Void> reader : readers) {
            join(reader);
        }
    }

    private static int target(int i) {
        return (int) (i * 7919L % 50_021) * 2;
    }

    private static void readUntil(int count, EdgeSet edges, AtomicInteger written) {
        int seen;
        do {
            seen = written.getAcquire();
            for (int i = Math.max(0, seen - 50); i < seen; i++) {
                OrdinalSet targets = edges.targets(i & 3);
                assertTrue(targets.contains(target(i)));
                assertFalse(targets.contains(target(i) + 1));
                assertTrue(edges.weight(i & 3, target(i)) >= i);
                assertFalse(edges.targets(2).contains(target(0)), "of other rows");
            }
            edges.forEach(
                    (from, to, weight, at) -> {
                        assertEquals(at, (long) weight);
                        assertEquals(to, target((int) at));
                        assertEquals(from, (int) at & 3);
                    });
        } while (seen < count);
    }

    private static void join(CompletableFuture<Void> reader) throws Exception {
        try {
            reader.get();
        } catch (ExecutionException e) {
            throw new AssertionError("a reader saw what it must not", e.getCause());
        }
    }

    private static void assertMembers(Iterable<Integer> expected, OrdinalSet actual) {
        BitSet members = new BitSet();
        expected.forEach(members::set);
        assertEquals(members.cardinality(), actual.cardinality());
        BitSet found = new BitSet();
        for (int block = 0; block < Blocks.count(TARGETS) + 1; block++) {
            long[] bits = new long[OrdinalSet.BLOCK_WORDS];
            actual.addTo(block, bits);
            int first = block << Blocks.SHIFT;
            BitSet.valueOf(bits).stream().forEach(row -> found.set(first + row));
        }
        assertEquals(members, found);
        for (int ordinal = 0; ordinal < TARGETS; ordinal++) {
            assertEquals(members.get(ordinal), actual.contains(ordinal));
        }
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        Arbitrary<Verb> verbs =
                Arbitraries.frequency(
                        Tuple.of(60, Verb.PUT),
                        Tuple.of(20, Verb.REMOVE),
                        Tuple.of(1, Verb.REMOVE_FROM),
                        Tuple.of(1, Verb.REMOVE_TO));
        Arbitrary<Integer> targets =
                Arbitraries.oneOf(
                        Arbitraries.integers().between(0, 60),
                        Arbitraries.integers().between(0, TARGETS - 1));
        return Combinators.combine(
                        verbs,
                        Arbitraries.of(0, 1, 2, 1023, 1024, 5000),
                        targets,
                        Arbitraries.doubles().between(-10, 10),
                        Arbitraries.longs().between(0, 1000))
                .as(Change::new)
                .list()
                .ofMaxSize(400);
    }
}
