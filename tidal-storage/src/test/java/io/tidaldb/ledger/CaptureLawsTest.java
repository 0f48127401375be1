package io.tidaldb.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.checkpoint.Page;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.schema.Window;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;

/**
 * Checkpoints of a ledger that goes on while they are taken: events late and ahead, rows that go,
 * buckets that pass, and landmarks that move, between any two pages. What is restored is the ledger
 * as it was when the checkpoint began, and what came then, counted after it, leads to the ledger
 * that went on.
 */
class CaptureLawsTest {
    private static final long START = 1_376_654_321_987L;
    private static final long MINUTE = 60_000;
    private static final long DAY = 1440 * MINUTE;

    /** Three blocks of rows. */
    private static final int ORDINALS = 2500;

    private static SignalLedger ledger() {
        return Signals.ledger(List.of(MINUTE, 7 * DAY), List.of(DAY), EnumSet.allOf(Window.class));
    }

    /** What happens to a ledger. */
    private interface Change {
        void to(SignalLedger ledger);
    }

    /** Random changes, of a time that goes on. */
    private static final class Changes {
        private final Random random;
        private long now = START;

        Changes(Random random) {
            this.random = random;
        }

        Change next() {
            return switch (random.nextInt(20)) {
                case 0 -> move(random.nextLong(3 * MINUTE));
                case 1 -> move(random.nextLong(DAY));
                // 256 of the shorter half-lives and more: the landmark follows the next event.
                case 2 -> move(random.nextLong(60 * DAY));
                case 3 -> {
                    int ordinal = ordinal();
                    yield ledger -> ledger.clear(ordinal);
                }
                default -> {
                    int ordinal = ordinal();
                    double weight = random.nextInt(-8, 33) / 8.0;
                    long at =
                            switch (random.nextInt(4)) {
                                case 0 -> now + random.nextLong(5 * MINUTE);
                                case 1 -> now - random.nextLong(35 * DAY);
                                default -> now - random.nextLong(2 * DAY);
                            };
                    yield ledger -> ledger.apply(ordinal, weight, at);
                }
            };
        }

        private Change move(long millis) {
            now += millis;
            long to = now;
            return ledger -> ledger.advanceTo(to);
        }

        private int ordinal() {
            return random.nextInt(4) == 0 ? random.nextInt(ORDINALS) : random.nextInt(5) * 600;
        }
    }

    /** The pages that count, as a store keeps them. */
    private static final class Pages {
        private final Map<PageId, byte[]> pages = new HashMap<>();
        private byte[] state;

        /** Takes a checkpoint, with so many changes between any two of its pages. */
        void take(SignalLedger ledger, Runnable between) {
            ByteWriter out = new ByteWriter();
            List<Page> captured = new ArrayList<>();
            ledger.beginCapture(out, captured::add);
            var passed = ledger.passedPages();
            do {
                between.run();
            } while (ledger.copyNext());
            for (Page page : captured) {
                ByteWriter body = new ByteWriter();
                page.write(body);
                pages.put(page.id(), body.toByteArray());
            }
            pages.keySet().removeIf(passed);
            state = out.toByteArray();
        }

        SignalLedger restore() {
            SignalLedger ledger = ledger();
            ledger.readState(new ByteReader(state));
            pages.keySet().stream()
                    .sorted(
                            Comparator.comparing(PageId::kind)
                                    .thenComparing(PageId::sub)
                                    .thenComparing(PageId::index)
                                    .thenComparing(PageId::part))
                    .forEach(id -> ledger.restore(id, new ByteReader(pages.get(id)), o -> false));
            ledger.restored();
            return ledger;
        }
    }

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void aCheckpointShowsTheLedgerAsItWasWhenItBegan(@ForAll long seed) {
        Random random = new Random(seed);
        Changes changes = new Changes(random);
        SignalLedger ledger = ledger();
        Pages pages = new Pages();
        for (int checkpoint = 0; checkpoint < 4; checkpoint++) {
            for (int i = random.nextInt(200); i > 0; i--) {
                changes.next().to(ledger);
            }
            Map<String, Object> before = everything(ledger);
            List<Change> since = new ArrayList<>();
            int most = random.nextInt(1, 6);
            pages.take(
                    ledger,
                    () -> {
                        for (int i = random.nextInt(most); i > 0; i--) {
                            Change change = changes.next();
                            change.to(ledger);
                            since.add(change);
                        }
                    });
            SignalLedger restored = pages.restore();
            assertSame(before, everything(restored));
            since.forEach(change -> change.to(restored));
            assertSame(everything(ledger), everything(restored));
        }
    }

    /** To the bit, but for linear decay, whose reference may be another. */
    private static void assertSame(Map<String, Object> expected, Map<String, Object> found) {
        expected.forEach(
                (what, value) -> {
                    Object other = found.remove(what);
                    if (what.startsWith("linear")) {
                        assertEquals((Double) value, (Double) other, 1e-9, what);
                    } else {
                        assertEquals(value, other, what);
                    }
                });
        assertEquals(Map.of(), found);
    }

    /** All values that are not 0; weights are eighths, whose sums are exact. */
    private static Map<String, Object> everything(SignalLedger ledger) {
        Map<String, Object> all = new TreeMap<>();
        all.put("events", ledger.eventCount());
        for (int i = 0; i < 2; i++) {
            DecayView view = ledger.decay(i);
            all.put("landmark " + i, view.landmark());
            put(all, "decayed " + i, view.values()::value);
        }
        for (Window window : Window.values()) {
            put(all, window.name(), ledger.window(window)::value);
        }
        put(all, "linear", ledger.linear(0, ledger.moment())::value);
        return all;
    }

    private static void put(Map<String, Object> all, String what, IntToDoubleFunction values) {
        for (int ordinal = 0; ordinal < ORDINALS; ordinal++) {
            double value = values.applyAsDouble(ordinal);
            if (value != 0) {
                all.put(what + " of " + ordinal, value);
            }
        }
    }
}
