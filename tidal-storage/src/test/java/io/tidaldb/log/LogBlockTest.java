package io.tidaldb.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.MemoryStore;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

class LogBlockTest {
    @Provide
    Arbitrary<List<LogRecord>> records() {
        Arbitrary<Integer> id = Arbitraries.integers().greaterOrEqual(0);
        Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
        Arbitrary<Object> name =
                Arbitraries.oneOf(
                        Arbitraries.longs().asGeneric(),
                        Arbitraries.strings()
                                .excludeChars(surrogates())
                                .ofMaxLength(9)
                                .asGeneric());
        Arbitrary<LogRecord> rowPut =
                Combinators.combine(id, bytes, bytes).as(LogRecord.RowPut::new);
        Arbitrary<LogRecord> rowDelete =
                Combinators.combine(id, bytes).as(LogRecord.RowDelete::new);
        Arbitrary<LogRecord> edgePut =
                Combinators.combine(id, name, name, Arbitraries.doubles(), Arbitraries.longs())
                        .as(LogRecord.EdgePut::new);
        Arbitrary<LogRecord> edgeRemove =
                Combinators.combine(id, name, name).as(LogRecord.EdgeRemove::new);
        Arbitrary<LogRecord> schema = bytes.map(LogRecord.SchemaChange::new);
        Arbitrary<LogRecord> retraction =
                events().map(events -> retraction((LogRecord.EventRun) events));
        Arbitrary<LogRecord> expired =
                Combinators.combine(id, Arbitraries.integers().between(1, 1 << 20))
                        .as(LogRecord.Expired::new);
        return Arbitraries.oneOf(
                        rowPut,
                        rowDelete,
                        edgePut,
                        edgeRemove,
                        schema,
                        events(),
                        retraction,
                        expired)
                .list()
                .ofMinSize(1)
                .ofMaxSize(8);
    }

    private static LogRecord retraction(LogRecord.EventRun events) {
        long[] every = Bits.none(events.count());
        for (int i = 0; i < events.count(); i += 3) {
            Bits.set(every, i);
        }
        boolean even = events.count() % 2 == 0;
        return new LogRecord.Retraction(
                events.withUnknown(even ? every : null),
                Arrays.copyOf(events.times(), events.count()),
                even ? null : every);
    }

    private static char[] surrogates() {
        char[] all = new char[Character.MAX_SURROGATE - Character.MIN_SURROGATE + 1];
        for (int i = 0; i < all.length; i++) {
            all[i] = (char) (Character.MIN_SURROGATE + i);
        }
        return all;
    }

    private static Arbitrary<LogRecord> events() {
        Arbitrary<Long> spread =
                Arbitraries.oneOf(
                        Arbitraries.longs().between(0, 200),
                        Arbitraries.longs().between(-30_000, 30_000),
                        Arbitraries.longs().between(-3_000_000_000L, 1_000_000_000L),
                        Arbitraries.longs());
        return Combinators.combine(
                        Arbitraries.integers().between(1, 150),
                        spread.list().ofSize(150),
                        Arbitraries.of(0, 1, 2, 3),
                        Arbitraries.of(true, false),
                        Arbitraries.of(0, 1, 2))
                .as(
                        (count, numbers, optional, strings, weighted) -> {
                            IdColumn targets = new IdColumn();
                            IdColumn users = new IdColumn();
                            IdColumn ids = new IdColumn();
                            double[] weights = weighted == 0 ? null : new double[count + 3];
                            long[] times = new long[count + 5];
                            for (int i = 0; i < count; i++) {
                                long number = numbers.get(i);
                                targets.add(strings ? "t" + number : (Object) number);
                                users.add((optional & 1) == 0 && i % 3 != 0 ? "é" + i : null);
                                ids.add((optional & 2) == 0 && i % 5 != 1 ? (Long) number : null);
                                times[i] = number;
                                if (weights != null) {
                                    weights[i] = weighted == 1 ? i / 4.0 : number / 3.0;
                                }
                            }
                            return new LogRecord.EventRun(
                                    7, count, ids, targets, users, weights, times, null);
                        });
    }

    @Property(tries = 200)
    void whatIsEncodedIsDecoded(
            @ForAll("records") List<LogRecord> records,
            @ForAll long position,
            @ForAll long committed,
            @ForAll boolean eventTimed) {
        byte[] bytes = LogBlock.encode(position, committed, eventTimed, records);
        LogBlock block = LogBlock.decode(position, bytes);
        long earliest =
                records.stream()
                        .filter(LogRecord.EventRun.class::isInstance)
                        .mapToLong(run -> ((LogRecord.EventRun) run).earliest())
                        .min()
                        .orElse(Long.MAX_VALUE);
        assertEquals(new LogBlock.Times(eventTimed, committed, earliest), block.times());
        assertEquals(records.size(), block.sections().size());
        long next = position;
        for (int i = 0; i < records.size(); i++) {
            LogBlock.Section section = block.sections().get(i);
            assertEquals(next, section.position());
            next += records.get(i).count();
            same(records.get(i), block.record(section));
        }
        assertEquals(next - position, block.count());
    }

    @Property(tries = 100)
    void whatExpiresLeavesTheRestInItsPlace(
            @ForAll("records") List<LogRecord> records,
            @ForAll long position,
            @ForAll boolean eventTimed,
            @ForAll int which) {
        LogBlock whole =
                LogBlock.decode(position, LogBlock.encode(position, 9, eventTimed, records));
        Predicate<LogBlock.Section> goes =
                section ->
                        (section.tag() == LogBlock.EVENTS || section.tag() == LogBlock.RETRACTION)
                                && (which >>> whole.sections().indexOf(section) & 1) != 0;
        LogBlock left = LogBlock.decode(position, whole.withExpired(goes));
        assertEquals(whole.times(), left.times());
        assertEquals(whole.count(), left.count());
        for (int i = 0; i < records.size(); i++) {
            LogBlock.Section before = whole.sections().get(i);
            LogBlock.Section after = left.sections().get(i);
            assertEquals(before.position(), after.position());
            assertEquals(before.count(), after.count());
            LogRecord expected =
                    goes.test(before)
                            ? new LogRecord.Expired(whole.signal(before), before.count())
                            : records.get(i);
            same(expected, left.record(after));
        }
    }

    @Example
    void blocksOfWhichNothingIsLeftBecomeOne() {
        Map<Integer, Integer> counts = new TreeMap<>(Map.of(3, 1_000_000_000, 70_000, 5));
        LogBlock one = LogBlock.decode(12, LogBlock.expired(12, 77, counts));
        assertEquals(1_000_000_005, one.count());
        assertEquals(new LogBlock.Times(false, 77, Long.MAX_VALUE), one.times());
        assertTrue(one.isExpired());
        assertEquals(
                List.of(new LogRecord.Expired(3, 1_000_000_000), new LogRecord.Expired(70_000, 5)),
                one.sections().stream().map(one::record).toList());
    }

    private static void same(LogRecord expected, LogRecord actual) {
        switch (expected) {
            case LogRecord.RowPut put -> {
                LogRecord.RowPut other = (LogRecord.RowPut) actual;
                assertEquals(put.table(), other.table());
                assertArrayEquals(put.key(), other.key());
                assertArrayEquals(put.row(), other.row());
            }
            case LogRecord.RowDelete delete -> {
                LogRecord.RowDelete other = (LogRecord.RowDelete) actual;
                assertEquals(delete.table(), other.table());
                assertArrayEquals(delete.key(), other.key());
            }
            case LogRecord.SchemaChange change ->
                    assertArrayEquals(change.schema(), ((LogRecord.SchemaChange) actual).schema());
            case LogRecord.Retraction retraction -> {
                LogRecord.Retraction other = (LogRecord.Retraction) actual;
                same(retraction.events(), other.events());
                assertArrayEquals(retraction.positions(), other.positions());
                assertArrayEquals(retraction.unmarked(), other.unmarked());
            }
            case LogRecord.EdgePut put -> assertEquals(put, actual);
            case LogRecord.Expired gone -> assertEquals(gone, actual);
            case LogRecord.EdgeRemove remove -> assertEquals(remove, actual);
            case LogRecord.EventRun run -> {
                LogRecord.EventRun other = (LogRecord.EventRun) actual;
                assertEquals(run.signal(), other.signal());
                assertEquals(run.count(), other.count());
                for (int i = 0; i < run.count(); i++) {
                    assertEquals(run.targets().at(i), other.targets().at(i));
                    assertEquals(run.user(i), other.user(i));
                    assertEquals(run.hasEventId(i), other.hasEventId(i));
                    if (run.hasEventId(i)) {
                        assertEquals(run.eventId(i), other.eventId(i));
                    }
                    assertEquals(run.weight(i), other.weight(i));
                    assertEquals(run.times()[i], other.times()[i]);
                    assertEquals(Bits.get(run.unknown(), i), Bits.get(other.unknown(), i));
                }
            }
        }
    }

    private static byte[] sample(long position) {
        IdColumn targets = new IdColumn();
        targets.add(5L);
        targets.add(900L);
        IdColumn users = new IdColumn();
        users.add("ann");
        users.addAbsent();
        return LogBlock.encode(
                position,
                1_000,
                false,
                List.of(
                        new LogRecord.RowPut(1, new byte[] {1, 2}, new byte[] {3}),
                        new LogRecord.EventRun(
                                2, 2, null, targets, users, null, new long[] {10, 20}, null)));
    }

    @Example
    void noByteCanChangeUnnoticed() {
        byte[] good = sample(40);
        LogBlock.decode(40, good);
        for (int i = 0; i < good.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] bad = good.clone();
                bad[i] ^= (byte) (1 << bit);
                assertThrows(MalformedBytesException.class, () -> LogBlock.decode(40, bad));
            }
        }
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThrows(MalformedBytesException.class, () -> LogBlock.decode(40, cut));
        }
        assertThrows(MalformedBytesException.class, () -> LogBlock.decode(41, good));
        assertThrows(
                MalformedBytesException.class,
                () -> LogBlock.decode(40, Arrays.copyOf(good, good.length + 1)));
    }

    /** A block as version 1 had it: without the two times. */
    @Example
    void anOlderVersionIsRead() {
        byte[] now = sample(40);
        byte[] old = new byte[now.length - 16];
        System.arraycopy(now, 0, old, 0, 14);
        old[4] = 1;
        System.arraycopy(now, 34, old, 18, now.length - 34);
        CRC32C crc = new CRC32C();
        crc.update(LogBlock.key(40));
        crc.update(old, 0, 14);
        crc.update(old, 18, old.length - 18);
        ByteBuffer.wrap(old).order(ByteOrder.LITTLE_ENDIAN).putInt(14, (int) crc.getValue());
        LogBlock block = LogBlock.decode(40, old);
        assertEquals(new LogBlock.Times(true, Long.MIN_VALUE, Long.MIN_VALUE), block.times());
        LogBlock rest = LogBlock.decode(40, block.withExpired(s -> s.tag() == LogBlock.EVENTS));
        assertEquals(block.times(), rest.times());
        assertEquals(new LogRecord.Expired(2, 2), rest.record(rest.sections().get(1)));
        LogBlock same = LogBlock.decode(40, now);
        for (int i = 0; i < 2; i++) {
            same(same.record(same.sections().get(i)), block.record(block.sections().get(i)));
        }
    }

    @Example
    void theReaderLetsNoGapPass() {
        try (MemoryStore store = new MemoryStore()) {
            for (long position : new long[] {1, 4, 7}) {
                store.write(
                        new Batch().put(Family.LOG, LogBlock.key(position), sample(position)),
                        false);
            }
            try (LogReader reader = new LogReader(store, 5, 9)) {
                assertTrue(reader.next());
                assertEquals(4, reader.block().position());
                assertTrue(reader.next());
                assertFalse(reader.next());
            }
            damaged(store, 12, "000000000000000" + "a");
            store.write(new Batch().delete(Family.LOG, LogBlock.key(4)), false);
            damaged(store, 9, "position 4");
            store.write(new Batch().put(Family.LOG, LogBlock.key(4), sample(5)), false);
            damaged(store, 9, "position 4");
        }
    }

    private static void damaged(MemoryStore store, long last, String place) {
        try (LogReader reader = new LogReader(store, 1, last)) {
            TidalException e =
                    assertThrows(
                            TidalException.class,
                            () -> {
                                while (reader.next()) {
                                    assertTrue(reader.block().position() < 10);
                                }
                            });
            assertEquals(ErrorCode.DATA_CORRUPTED, e.code());
            assertTrue(e.getMessage().contains(place), e.getMessage());
        }
    }
}
