package io.tidaldb.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

class LongSetTest {
    @Property(tries = 300)
    void agreesWithASet(@ForAll("keys") List<Long> keys) {
        LongSet set = new LongSet();
        Set<Long> expected = new HashSet<>();
        long[] all = keys.stream().mapToLong(Long::longValue).toArray();
        for (long key : all) {
            set.fetch(all, 0, all.length);
            assertEquals(expected.contains(key), set.contains(key));
            assertEquals(expected.add(key), set.add(key));
            assertEquals(expected.size(), set.size());
        }
        Set<Long> told = new HashSet<>();
        set.forEach(told::add);
        assertEquals(expected, told);
    }

    @Provide
    Arbitrary<List<Long>> keys() {
        return Arbitraries.oneOf(
                        Arbitraries.longs().between(-20, 60),
                        Arbitraries.longs(),
                        Arbitraries.longs().between(0, 100).map(i -> i << 32))
                .list()
                .ofMaxSize(300);
    }
}
