package io.tidaldb.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

class IdColumnTest {
    @Property(tries = 300)
    void agreesWithAList(@ForAll("ids") List<Object> ids, @ForAll long dropped) {
        IdColumn column = new IdColumn();
        assertAgrees(List.of(), column);
        for (int i = 0; i < ids.size(); i++) {
            column.add(ids.get(i));
            assertAgrees(ids.subList(0, i + 1), column);
        }
        BitSet drop = BitSet.valueOf(new long[] {dropped, ~dropped});
        List<Object> kept = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            if (!drop.get(i)) {
                kept.add(ids.get(i));
            }
        }
        assertAgrees(kept, column.without(drop));
    }

    private static void assertAgrees(List<Object> expected, IdColumn column) {
        assertEquals(expected.size(), column.size());
        assertEquals(expected.stream().allMatch(Objects::isNull), column.isAllAbsent());
        assertEquals(expected.stream().anyMatch(Objects::isNull), column.hasAbsent());
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i) == null, column.isAbsent(i));
            assertEquals(expected.get(i), column.at(i));
        }
    }

    @Provide
    Arbitrary<List<Object>> ids() {
        Arbitrary<Object> longs = Arbitraries.longs().map(id -> id);
        Arbitrary<Object> strings = Arbitraries.strings().ofMaxLength(5).map(id -> id);
        return Arbitraries.oneOf(
                longs.injectNull(0.7).list().ofMaxSize(140),
                longs.injectNull(0.05).list().ofMaxSize(140),
                strings.injectNull(0.3).list().ofMaxSize(140));
    }
}
