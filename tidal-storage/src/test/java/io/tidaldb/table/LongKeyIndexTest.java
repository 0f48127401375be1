package io.tidaldb.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

class LongKeyIndexTest {
    /** A key is put, or removed. */
    record Step(long key, boolean removes) {}

    @Property(tries = 300)
    void agreesWithAMap(@ForAll("steps") List<Step> steps) {
        LongKeyIndex index = new LongKeyIndex();
        Map<Long, Integer> expected = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            long key = steps.get(i).key;
            if (steps.get(i).removes) {
                index.remove(key);
                expected.remove(key);
            } else if (!expected.containsKey(key)) {
                index.put(key, i);
                expected.put(key, i);
            }
        }
        long[] keys = steps.stream().mapToLong(Step::key).toArray();
        int[] ordinals = new int[keys.length];
        index.get(keys, keys.length, ordinals);
        for (int i = 0; i < keys.length; i++) {
            int ordinal = expected.getOrDefault(keys[i], -1);
            assertEquals(ordinal, index.get(keys[i]));
            assertEquals(ordinal, ordinals[i]);
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Long> keys =
                Arbitraries.oneOf(
                        Arbitraries.longs().between(-10, 60),
                        Arbitraries.longs(),
                        Arbitraries.longs().between(0, 50).map(i -> i << 40));
        return Combinators.combine(keys, Arbitraries.of(true, false, false))
                .as(Step::new)
                .list()
                .ofMaxSize(400);
    }
}
