package io.tidaldb.ledger;

import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.checkpoint.Page;
import io.tidaldb.checkpoint.PageId;

import java.util.BitSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A part of a bucket; its body is as {@link PackedSums#write} has it. */
record BucketPage(PageId id, Supplier<PackedSums> entries) implements Page {
    /** Names the pages of a granularity's buckets. */
    interface Ids {
        PageId of(long index, int part);
    }

    @Override
    public void write(ByteWriter out) {
        PackedSums all = entries.get();
        long first = (long) id.part() << Bucket.PART_SHIFT;
        all.write(all.place(first), all.place(first + (1L << Bucket.PART_SHIFT)), out);
    }

    /** Makes the pages of a bucket's changed parts. */
    record Copier(Ids ids, BitSet parts, Consumer<Page> sink) {
        void copy(long index, PackedSums entries) {
            pages(index, () -> entries);
        }

        /** Of a map that nobody else changes any more; it is packed where pages are encoded. */
        void copy(long index, int[] keys, double[] sums) {
            pages(index, new LateSums(keys, sums));
        }

        private void pages(long index, Supplier<PackedSums> entries) {
            parts.stream().forEach(p -> sink.accept(new BucketPage(ids.of(index, p), entries)));
        }
    }

    private static final class LateSums implements Supplier<PackedSums> {
        private int[] keys;
        private double[] sums;
        private PackedSums packed;

        LateSums(int[] keys, double[] sums) {
            this.keys = keys;
            this.sums = sums;
        }

        @Override
        public synchronized PackedSums get() {
            if (packed == null) {
                packed = PackedSums.of(keys, sums);
                keys = null;
                sums = null;
            }
            return packed;
        }
    }
}
