package io.tidaldb.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.checkpoint.Page;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Related items against counts of everything. */
class RelatedItemsLawsTest {
    private static final int ITEMS = 150;
    private static final int USERS = 80;

    /** Counts all pairs. */
    private static final class Naive {
        final Map<Integer, List<Integer>> marked = new HashMap<>();
        final Map<Integer, List<Integer>> recent = new HashMap<>();
        final Map<Integer, Map<Integer, Integer>> pairs = new HashMap<>();
        final Map<Integer, Integer> users = new HashMap<>();

        boolean add(int user, int item) {
            List<Integer> mine = marked.computeIfAbsent(user, u -> new ArrayList<>());
            if (mine.contains(item)) {
                return false;
            }
            mine.add(item);
            users.merge(item, 1, Integer::sum);
            List<Integer> last = recent.computeIfAbsent(user, u -> new ArrayList<>());
            last.forEach(other -> count(item, other, 1));
            last.addFirst(item);
            if (last.size() > RelatedItems.RECENT) {
                last.removeLast();
            }
            return true;
        }

        boolean remove(int user, Integer item) {
            if (!marked.getOrDefault(user, List.of()).contains(item)) {
                return false;
            }
            marked.get(user).remove(item);
            users.merge(item, -1, Integer::sum);
            if (recent.get(user).remove(item)) {
                recent.get(user).forEach(other -> count(item, other, -1));
            }
            return true;
        }

        private void count(int item, int other, int by) {
            pairs.computeIfAbsent(item, i -> new HashMap<>()).merge(other, by, Integer::sum);
            pairs.computeIfAbsent(other, i -> new HashMap<>()).merge(item, by, Integer::sum);
        }

        Map<Integer, Integer> of(int item) {
            Map<Integer, Integer> counted = new TreeMap<>(pairs.getOrDefault(item, Map.of()));
            counted.values().removeIf(count -> count == 0);
            return counted;
        }
    }

    private Naive naive;

    @BeforeTry
    void forget() {
        naive = new Naive();
    }

    private void add(RelatedItems related, Random random) {
        int user = random.nextInt(USERS);
        // Some items are liked far more than others.
        int item = (int) (ITEMS * Math.pow(random.nextDouble(), 3));
        if (naive.add(user, item)) {
            related.add(user, item);
        }
    }

    private static void assertSame(Naive expected, RelatedItems related) {
        for (int item = 0; item < ITEMS; item++) {
            RelatedItems.Partners partners = related.of(item);
            Map<Integer, Integer> counts = new TreeMap<>();
            for (int i = 0; i < partners.items().length; i++) {
                counts.put(partners.items()[i], partners.counts()[i]);
                assertEquals(0, partners.errors()[i]);
            }
            assertEquals(expected.of(item), counts);
            assertEquals(expected.users.getOrDefault(item, 0), related.users(item));
        }
    }

    @Property(tries = 50)
    void withRoomForAllPartnersCountsAreExact(@ForAll long seed) {
        Random random = new Random(seed);
        RelatedItems related = new RelatedItems(ITEMS);
        for (int i = 0; i < 1_500; i++) {
            if (random.nextInt(5) > 0) {
                add(related, random);
                continue;
            }
            int user = random.nextInt(USERS);
            List<Integer> mine = naive.marked.getOrDefault(user, List.of());
            if (!mine.isEmpty()) {
                int item = mine.get(random.nextInt(mine.size()));
                if (naive.remove(user, item)) {
                    related.remove(user, item);
                }
            }
        }
        assertSame(naive, related);
        scoresAreCosines(related);
    }

    private void scoresAreCosines(RelatedItems related) {
        for (int item = 0; item < ITEMS; item++) {
            RelatedItems.Partners partners = related.of(item);
            for (int i = 0; i < partners.items().length; i++) {
                int both = partners.counts()[i];
                int other = partners.items()[i];
                double each = Math.sqrt((double) naive.users.get(item) * naive.users.get(other));
                double score = related.score(item, partners, i);
                assertTrue(score >= 0 && score <= 1);
                assertEquals(each == 0 ? 0 : Math.min(1, both / each), score, 1e-12);
            }
        }
    }

    @Property(tries = 50)
    void withLessRoomTheBoundOfSpaceSavingHolds(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int room) {
        Random random = new Random(seed);
        RelatedItems related = new RelatedItems(room);
        for (int i = 0; i < 2_000; i++) {
            add(related, random);
        }
        for (int item = 0; item < ITEMS; item++) {
            Map<Integer, Integer> truth = naive.of(item);
            int all = truth.values().stream().mapToInt(Integer::intValue).sum();
            RelatedItems.Partners partners = related.of(item);
            int size = partners.items().length;
            assertEquals(Math.min(room, truth.size()), size);
            int least = Integer.MAX_VALUE;
            for (int i = 0; i < size; i++) {
                int exact = truth.remove(partners.items()[i]);
                int count = partners.counts()[i];
                int error = partners.errors()[i];
                assertTrue(exact <= count && count - error <= exact);
                assertTrue(error <= all / room);
                least = Math.min(least, count);
            }
            for (int missed : truth.values()) {
                assertTrue(missed <= least);
            }
        }
    }

    @Property(tries = 30)
    void pagesBringItBackAsItWasAtTheirMoment(@ForAll long seed) {
        Random random = new Random(seed);
        RelatedItems related = new RelatedItems(ITEMS);
        Map<Object, Page> pages = new HashMap<>();
        for (int part = 0; part < 3; part++) {
            for (int i = 0; i < 300; i++) {
                add(related, random);
            }
            related.capture(7, page -> pages.put(page.id(), page));
        }
        RelatedItems later = new RelatedItems(ITEMS);
        // What changes after a capture is not in its pages.
        related.add(USERS, 0);
        related.add(USERS, 1);
        for (Page page : pages.values()) {
            restore(later, page, -1, -1);
        }
        assertSame(naive, later);
        for (int i = 0; i < 300; i++) {
            add(later, random);
        }
        assertSame(naive, later);

        RelatedItems without = new RelatedItems(ITEMS);
        for (Page page : pages.values()) {
            restore(without, page, 3, 0);
        }
        assertEquals(0, without.users(0));
        for (int item = 0; item < ITEMS; item++) {
            for (int partner : without.of(item).items()) {
                assertTrue(item != 0 && partner != 0);
            }
        }
    }

    private static void restore(RelatedItems into, Page page, int staleUser, int staleItem) {
        ByteWriter out = new ByteWriter();
        page.write(out);
        into.restore(
                page.id(),
                new ByteReader(out.toByteArray()),
                user -> user == staleUser,
                item -> item == staleItem);
    }
}
