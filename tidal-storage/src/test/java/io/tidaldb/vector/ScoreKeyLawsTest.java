package io.tidaldb.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import java.util.List;

class ScoreKeyLawsTest {
    @Property
    void a_key_gives_back_what_it_was_made_of(
            @ForAll float score, @ForAll @IntRange(max = Integer.MAX_VALUE) int id) {
        long key = ScoreKey.of(score, id);
        assertEquals(score + 0f, ScoreKey.score(key));
        assertEquals(id, ScoreKey.id(key));
    }

    @Property
    void the_greater_key_is_the_better(
            @ForAll @FloatRange(min = -2, max = 2) float a,
            @ForAll @FloatRange(min = -2, max = 2) float b,
            @ForAll @IntRange(max = 3) int idOfA,
            @ForAll @IntRange(max = 3) int idOfB) {
        int expected = a != b ? Float.compare(a, b) : Integer.compare(idOfB, idOfA);
        assertEquals(
                Integer.signum(expected),
                Long.compare(ScoreKey.of(a, idOfA), ScoreKey.of(b, idOfB)));
    }

    @Property
    void a_heap_keeps_the_greatest(
            @ForAll @Size(min = 1, max = 200) List<Long> keys,
            @ForAll @IntRange(min = 1, max = 50) int capacity) {
        KeyHeap heap = new KeyHeap();
        keys.forEach(key -> heap.offer(key, capacity));
        long[] expected =
                keys.stream()
                        .mapToLong(Long::longValue)
                        .sorted()
                        .skip(Math.max(0, keys.size() - capacity))
                        .toArray();
        assertEquals(expected.length, heap.size());
        for (long key : expected) {
            assertEquals(key, heap.pop());
        }
    }
}
