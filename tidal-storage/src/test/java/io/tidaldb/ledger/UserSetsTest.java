package io.tidaldb.ledger;

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

import org.junit.jupiter.api.Test;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

class UserSetsTest {
    private static final int ITEMS = 2 * Blocks.SIZE + 100;

    record Change(int user, int item, boolean remove) {}

    @Property(tries = 300)
    void agreesWithSets(@ForAll("changes") List<Change> changes) {
        UserSets sets = new UserSets();
        Map<Integer, BitSet> expected = new HashMap<>();
        for (Change change : changes) {
            BitSet items = expected.computeIfAbsent(change.user, user -> new BitSet());
            items.set(change.item, !change.remove);
            if (change.remove) {
                sets.remove(change.user, change.item);
            } else {
                sets.add(change.user, change.item);
            }
            assertEquals(items.cardinality(), sets.of(change.user).cardinality());
        }
        expected.forEach((user, items) -> assertEquals(items, members(sets.of(user))));
    }

    @Test
    void addToLeavesOtherBitsAlone() {
        UserSets sets = new UserSets();
        sets.add(1, 5);
        sets.add(1, 6);
        sets.remove(1, 5);
        long[] bits = new long[OrdinalSet.BLOCK_WORDS];
        bits[0] = 1L << 5;
        sets.of(1).addTo(0, bits);
        assertEquals(1L << 5 | 1L << 6, bits[0]);
    }

    @Test
    void clearForgetsAUser() {
        UserSets sets = new UserSets();
        sets.add(1, 5);
        sets.add(2, 5);
        sets.clear(1);
        assertFalse(sets.of(1).contains(5));
        assertTrue(sets.of(2).contains(5));
    }

    @Test
    void anUnknownUserHasNothing() {
        assertEquals(0, new UserSets().of(123_456).cardinality());
    }

    /** Even items are added in turn and odd ones never; the writer says how far it is. */
    @Test
    void readersSeeWhatWasAddedBeforeAndNothingElse() throws Exception {
        int count = 100_000;
        UserSets sets = new UserSets();
        AtomicInteger written = new AtomicInteger();
        CompletableFuture<Void> reader =
                CompletableFuture.runAsync(
                        () -> {
                            int seen;
                            do {
                                seen = written.getAcquire();
                                OrdinalSet items = sets.of(seen & 1);
                                for (int i = Math.max(0, seen - 200); i < seen; i++) {
                                    int item = item(i);
                                    assertTrue(sets.of(i & 1).contains(item));
                                    assertFalse(items.contains(item + 1));
                                }
                                assertFalse(sets.of(1).contains(item(0)), "of the other user");
                                long[] bits = new long[OrdinalSet.BLOCK_WORDS];
                                items.addTo(seen % 100, bits);
                                for (long word : bits) {
                                    assertEquals(0, word & 0xAAAA_AAAA_AAAA_AAAAL);
                                }
                            } while (seen < count);
                        });
        for (int i = 0; i < count; i++) {
            sets.add(i & 1, item(i));
            written.setRelease(i + 1);
        }
        reader.get();
    }

    /** An unwritten entry of the tail would read as item 0, which is never added. */
    @Test
    void readersNeverMeetAnEntryBeforeItIsWritten() throws Exception {
        UserSets sets = new UserSets();
        CountDownLatch reading = new CountDownLatch(1);
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> reader =
                CompletableFuture.runAsync(
                        () -> {
                            while (!done.get()) {
                                assertFalse(sets.of(1).contains(0));
                                reading.countDown();
                            }
                        });
        reading.await();
        for (int round = 0; round < 50_000; round++) {
            for (int item = 1; item <= 20; item++) {
                sets.add(1, item);
            }
            sets.clear(1);
        }
        done.set(true);
        reader.get();
    }

    private static int item(int i) {
        return (int) (i * 7919L % 100_003) * 2;
    }

    private static BitSet members(OrdinalSet set) {
        BitSet found = new BitSet();
        for (int block = 0; block < Blocks.count(ITEMS); block++) {
            long[] bits = new long[OrdinalSet.BLOCK_WORDS];
            set.addTo(block, bits);
            int first = block << Blocks.SHIFT;
            BitSet.valueOf(bits).stream().forEach(row -> found.set(first + row));
        }
        for (int item = 0; item < ITEMS; item++) {
            assertEquals(found.get(item), set.contains(item));
        }
        return found;
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        Arbitrary<Integer> items =
                Arbitraries.oneOf(
                        Arbitraries.integers().between(0, 80),
                        Arbitraries.integers().between(0, ITEMS - 1));
        return Combinators.combine(
                        Arbitraries.of(0, 1, 1024, 9999),
                        items,
                        Arbitraries.of(false, false, false, true))
                .as(Change::new)
                .list()
                .ofMaxSize(400);
    }
}
