package io.tidaldb.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.checkpoint.Page;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.column.Blocks;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A bucket against a map, in whatever form its parts are. */
class BucketLawsTest {
    private static final int PART = Bucket.PART_SIZE;

    /** What may happen to a bucket. */
    sealed interface Step {
        record Add(int ordinal, double weight) implements Step {}

        /** Many ordinals get the same, one by one. */
        record Flood(int first, int stride, int count, double weight) implements Step {}

        /** Many ordinals of a block get the same at once. */
        record Block(int block, int stride, int addend) implements Step {}

        record Pack() implements Step {}

        record Settle() implements Step {}

        record Clear(int ordinal) implements Step {}

        /** A checkpoint begins. */
        record Capture() implements Step {}

        /** It takes its copies. */
        record Copy() implements Step {}
    }

    /** A bucket beside what it should hold. */
    private static final class Run {
        final Bucket bucket = new Bucket(7, false);
        final Map<Integer, Double> sums = new TreeMap<>();

        /** The pages of all checkpoints so far, read as late as possible. */
        final List<Page> pages = new ArrayList<>();

        Map<Integer, Double> captured = Map.of();

        void add(int ordinal, double weight) {
            assertEquals(0, bucket.add(ordinal, weight));
            sums.merge(ordinal, weight, Double::sum);
            if (bucket.isDueForPacking()) {
                pack();
            }
        }

        void pack() {
            bucket.pack((ordinal, deviation) -> assertEquals(0, deviation, ordinal + " rounded"));
        }

        void clear(int ordinal) {
            if (bucket.mayDeviate()) {
                pack();
            }
            bucket.clear(ordinal);
            sums.remove(ordinal);
        }

        void addBlock(Step.Block step) {
            int[] ordinals = new int[Blocks.SIZE];
            int[] addends = new int[Blocks.SIZE];
            int count = 0;
            for (int row = 0; row < Blocks.SIZE; row += step.stride) {
                ordinals[count] = (step.block << Blocks.SHIFT) + row;
                addends[count++] = step.addend;
            }
            if (bucket.addIntegers(step.block, ordinals, addends, 0, count)) {
                for (int i = 0; i < count; i++) {
                    sums.merge(ordinals[i], (double) addends[i], Double::sum);
                }
            }
        }

        void capture() {
            bucket.copyIfPending();
            captured = new HashMap<>(sums);
            bucket.beginCapture(
                    (index, part) -> new PageId(PageId.Kind.BUCKET, 1, 0, index, part), pages::add);
        }

        void run(Step step) {
            switch (step) {
                case Step.Add add -> add(add.ordinal, add.weight);
                case Step.Flood flood -> {
                    for (int i = 0; i < flood.count; i++) {
                        add(flood.first + i * flood.stride, flood.weight);
                    }
                }
                case Step.Block block -> addBlock(block);
                case Step.Pack pack -> pack();
                case Step.Settle settle -> bucket.settle();
                case Step.Clear clear -> clear(clear.ordinal);
                case Step.Capture capture -> capture();
                case Step.Copy copy -> bucket.copyIfPending();
            }
        }

        /** What the newest pages say, by part. */
        Map<Integer, PackedSums> parts() {
            Map<Integer, PackedSums> parts = new TreeMap<>();
            for (Page page : pages) {
                ByteWriter out = new ByteWriter();
                page.write(out);
                int part = page.id().part();
                ByteReader in = new ByteReader(out.toByteArray());
                parts.put(part, PackedSums.read(part * PART, in, ordinal -> false));
                assertEquals(0, in.remaining());
            }
            return parts;
        }

        Map<Integer, Double> stored() {
            Map<Integer, Double> all = new TreeMap<>();
            parts().forEach((part, packed) -> putAll(part * PART, packed, all));
            return all;
        }
    }

    private static void putAll(int first, PackedSums packed, Map<Integer, Double> into) {
        for (int i = 0; i < packed.size(); i++) {
            assertEquals(null, into.put(first + packed.row(i), packed.sum(i)), "twice");
        }
    }

    private static Map<Integer, Double> withoutZeros(Map<Integer, Double> sums) {
        Map<Integer, Double> rest = new TreeMap<>(sums);
        rest.values().removeIf(sum -> sum == 0);
        return rest;
    }

    @Property(tries = 300)
    void holdsWhatWasAddedInWhateverForm(@ForAll("steps") List<Step> steps) {
        Run run = new Run();
        for (Step step : steps) {
            run.run(step);
        }
        for (int ordinal : new int[] {0, 5, 1_030, 70_001}) {
            assertEquals(run.sums.getOrDefault(ordinal, 0.0), run.bucket.sum(ordinal));
        }
        run.pack();
        Map<Integer, Double> all = new TreeMap<>();
        run.bucket.forEach((first, packed) -> putAll(first, packed, all));
        assertEquals(withoutZeros(run.sums), all);
    }

    @Property(tries = 300)
    void checkpointsHoldWhatWasThereWhenTheyBegan(@ForAll("steps") List<Step> steps) {
        Run run = new Run();
        for (Step step : steps) {
            run.run(step);
            if (step instanceof Step.Copy) {
                assertEquals(withoutZeros(run.captured), run.stored());
            }
        }
        run.bucket.copyIfPending();
        assertEquals(withoutZeros(run.captured), run.stored());
    }

    /** With roundings the sum is what was added and what it was said to deviate by. */
    @Property(tries = 300)
    void whatRoundingsTakeIsReported(@ForAll("fractions") List<Double> weights) {
        Bucket bucket = new Bucket(7, false);
        double[] exact = new double[2];
        Bucket.Deviations deviations = (ordinal, deviation) -> add(exact, deviation);
        for (int i = 0; i < weights.size(); i++) {
            add(exact, weights.get(i));
            double deviation = bucket.add(3, weights.get(i));
            add(exact, deviation);
            if (i % 7 == 6) {
                bucket.pack(deviations);
            }
            if (i == 20) {
                // From here on the part is in pages.
                for (int ordinal = 10; ordinal < 4_000; ordinal++) {
                    bucket.add(ordinal, 1);
                }
                bucket.pack(deviations);
            }
        }
        bucket.pack(deviations);
        assertEquals(bucket.sum(3), exact[0]);
        assertTrue(Math.abs(exact[1]) <= Math.ulp(exact[0]));
    }

    /** In double-double arithmetic. */
    private static void add(double[] sum, double addend) {
        double high = sum[0] + addend;
        double low = RunningSums.roundingError(sum[0], addend, high) + sum[1];
        sum[0] = high + low;
        sum[1] = low - (sum[0] - high);
    }

    @Property(tries = 100)
    void isRestoredAsItWas(@ForAll("steps") List<Step> steps) {
        Run run = new Run();
        steps.forEach(run::run);
        run.capture();
        run.bucket.copyIfPending();
        for (boolean settled : new boolean[] {false, true}) {
            Bucket restored = new Bucket(7, settled);
            Map<Integer, PackedSums> parts = run.parts();
            parts.forEach((part, packed) -> restored.restore(part, packed, false));
            Map<Integer, Double> all = new TreeMap<>();
            restored.forEach((first, packed) -> putAll(first, packed, all));
            assertEquals(withoutZeros(run.sums), all);
            assertFalse(restored.beginCapture((index, part) -> null, page -> {}));
        }
    }

    @Provide
    Arbitrary<List<Double>> fractions() {
        return Arbitraries.doubles().between(-1e6, 1e6).list().ofMinSize(1).ofMaxSize(60);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> ordinals =
                Arbitraries.oneOf(
                        Arbitraries.of(0, 5, 1_030, 70_001),
                        Arbitraries.integers().between(0, 3 * PART));
        // Halves add up without rounding, as do integers.
        Arbitrary<Double> weights =
                Arbitraries.oneOf(
                        Arbitraries.just(1.0),
                        Arbitraries.integers().between(-300, 300).map(Integer::doubleValue),
                        Arbitraries.integers().between(-99, 99).map(i -> i / 2.0),
                        Arbitraries.of(40_000.0, -40_000.0, 2e9, -2e9));
        Arbitrary<Step> add =
                ordinals.flatMap(ordinal -> weights.map(weight -> new Step.Add(ordinal, weight)));
        Arbitrary<Step> flood =
                ordinals.flatMap(
                        first ->
                                weights.flatMap(
                                        weight ->
                                                Arbitraries.of(1, 3, 40)
                                                        .map(
                                                                stride ->
                                                                        new Step.Flood(
                                                                                first, stride,
                                                                                3_000, weight))));
        Arbitrary<Step> block =
                Arbitraries.of(0, 1, 68)
                        .flatMap(
                                number ->
                                        Arbitraries.integers()
                                                .between(-200, 200)
                                                .map(addend -> new Step.Block(number, 3, addend)));
        return Arbitraries.frequencyOf(
                        Tuple.of(8, add),
                        Tuple.of(3, flood),
                        Tuple.of(3, block),
                        Tuple.of(2, Arbitraries.of(new Step.Pack())),
                        Tuple.of(1, Arbitraries.of(new Step.Settle())),
                        Tuple.of(2, ordinals.map(Step.Clear::new)),
                        Tuple.of(2, Arbitraries.of(new Step.Capture())),
                        Tuple.of(2, Arbitraries.of(new Step.Copy())))
                .list()
                .ofMaxSize(25);
    }
}
