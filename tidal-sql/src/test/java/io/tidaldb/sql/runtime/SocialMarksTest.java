package io.tidaldb.sql.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidaldb.column.DoubleColumn;
import io.tidaldb.graph.EdgeSet;
import io.tidaldb.ledger.UserSets;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** What people marked, against a walk that keeps everything in maps. */
class SocialMarksTest {
    private static final int USERS = 30;
    private static final int ITEMS = 3_000;

    private record Edge(double weight, long at) {}

    @Property(tries = 200)
    void countsAreThoseOfANaiveWalk(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 2) int depth,
            @ForAll @IntRange(min = 1, max = 40) int mostPeople) {
        Random random = new Random(seed);
        EdgeSet edges = new EdgeSet();
        Map<Integer, Map<Integer, Edge>> graph = new HashMap<>();
        UserSets marks = new UserSets();
        Map<Integer, Set<Integer>> marked = new HashMap<>();
        for (int i = 0; i < 150; i++) {
            int from = random.nextInt(USERS);
            int to = random.nextInt(USERS);
            if (random.nextInt(5) == 0) {
                edges.remove(from, to);
                graph.computeIfAbsent(from, f -> new HashMap<>()).remove(to);
            } else {
                Edge edge = new Edge(random.nextInt(3), random.nextInt(3));
                edges.put(from, to, edge.weight(), edge.at());
                graph.computeIfAbsent(from, f -> new HashMap<>()).put(to, edge);
            }
            int user = random.nextInt(USERS);
            int item = random.nextInt(20) == 0 ? random.nextInt(ITEMS) : random.nextInt(30);
            marks.add(user, item);
            marked.computeIfAbsent(user, u -> new LinkedHashSet<>()).add(item);
        }
        int me = random.nextInt(USERS);
        // Keys need not be in the order of ordinals.
        Comparator<Integer> keys = Comparator.<Integer>naturalOrder().reversed();

        List<Integer> all = new ArrayList<>();
        reach(me, graph, keys, me, all);
        for (int i = 0, first = all.size(); depth == 2 && i < first; i++) {
            reach(all.get(i), graph, keys, me, all);
        }
        List<Integer> people = all.subList(0, Math.min(mostPeople, all.size()));
        Map<Integer, Integer> expected = new TreeMap<>();
        for (int person : people) {
            for (int item : marked.getOrDefault(person, Set.of())) {
                expected.merge(item, 1, Integer::sum);
            }
        }

        SocialMarks social = new SocialMarks(keys::compare, edges, mostPeople, () -> {});
        DoubleColumn counts = social.count(me, depth, marks);
        Map<Integer, Integer> found = new TreeMap<>();
        for (int item = 0; item < ITEMS; item++) {
            if (counts.value(item) != 0) {
                found.put(item, (int) counts.value(item));
            }
        }
        assertEquals(expected, found);
        assertEquals(all.size() > mostPeople, social.isCut());
    }

    private static void reach(
            int from,
            Map<Integer, Map<Integer, Edge>> graph,
            Comparator<Integer> keys,
            int me,
            List<Integer> people) {
        graph.getOrDefault(from, Map.of()).entrySet().stream()
                .filter(edge -> edge.getKey() != me && !people.contains(edge.getKey()))
                .sorted(
                        Comparator.<Map.Entry<Integer, Edge>>comparingDouble(
                                        e -> -e.getValue().weight())
                                .thenComparingLong(e -> -e.getValue().at())
                                .thenComparing(Map.Entry::getKey, keys))
                .forEach(edge -> people.add(edge.getKey()));
    }
}
