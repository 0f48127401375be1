package io.tidaldb.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

class EventIdsTest {
    @Property(tries = 500)
    void agreesWithASetAsFarAsItPromises(
            @ForAll @IntRange(min = 1, max = 40) int remembered, @ForAll("ids") List<Long> ids) {
        EventIds known = new EventIds(remembered);
        Set<Long> ever = new HashSet<>();
        LinkedHashSet<Long> recent = new LinkedHashSet<>();
        for (long id : ids) {
            boolean isNew = known.add(id);
            if (recent.contains(id)) {
                assertFalse(isNew, "a repeat of a recent id");
            } else if (!ever.contains(id)) {
                assertTrue(isNew, "the first appearance of an id");
            }
            assertTrue(known.contains(id));
            if (isNew) {
                ever.add(id);
                recent.addLast(id);
                if (recent.size() > remembered) {
                    recent.removeFirst();
                }
            }
            assertTrue(recent.stream().allMatch(known::contains));
        }
    }

    @Property(tries = 100)
    void forgetsWhatIsOlderThanTwoGenerations(
            @ForAll @IntRange(min = 1, max = 100) int remembered) {
        EventIds known = new EventIds(remembered);
        for (long id = 0; id <= 2L * remembered; id++) {
            known.add(id);
        }
        assertFalse(known.contains(0));
        assertTrue(known.add(0));
    }

    @Property(tries = 200)
    void manyAtOnceAreAsOneByOne(
            @ForAll @IntRange(min = 1, max = 40) int remembered, @ForAll("ids") List<Long> ids) {
        EventIds together = new EventIds(remembered);
        EventIds oneByOne = new EventIds(remembered);
        long[] all = ids.stream().mapToLong(Long::longValue).toArray();
        together.add(all, all.length / 2);
        for (int i = 0; i < all.length / 2; i++) {
            oneByOne.add(all[i]);
        }
        BitSet contained = together.contained(all, all.length);
        for (int i = 0; i < all.length; i++) {
            assertEquals(oneByOne.contains(all[i]), contained.get(i));
        }
    }

    @Test
    void holdsManyIdsWithAdverseBits() {
        EventIds known = new EventIds(100_000);
        int added = 0;
        for (int i = 0; i < 50_000; i++) {
            added += known.add((long) i << 32) ? 1 : 0;
            added += known.add(i * 1024L + 1) ? 1 : 0;
        }
        assertEquals(100_000, added);
        for (int i = 0; i < 50_000; i++) {
            assertFalse(known.add((long) i << 32));
        }
    }

    @Test
    void refusesSizesOutOfRange() {
        assertThrows(IllegalArgumentException.class, () -> new EventIds(0));
        assertThrows(IllegalArgumentException.class, () -> new EventIds(Integer.MAX_VALUE));
    }

    @Provide
    Arbitrary<List<Long>> ids() {
        return Arbitraries.oneOf(
                        Arbitraries.longs().between(-20, 100),
                        Arbitraries.longs(),
                        Arbitraries.of(0L, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32))
                .list()
                .ofMaxSize(300);
    }
}
