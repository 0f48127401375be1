package io.tidaldb.ledger;

import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.checkpoint.Page;
import io.tidaldb.checkpoint.PageId;

/**
 * A part of a bucket; its body is as {@link PackedSums#write} has it. It is put together only where
 * pages are encoded.
 *
 * @param packed null where nothing is
 * @param pages instead of it, or null
 * @param waiting what is to be added to what is packed, of all parts
 */
record BucketPage(PageId id, PackedSums packed, Object[] pages, Waiting waiting) implements Page {
    /** Names the pages of a granularity's buckets. */
    interface Ids {
        PageId of(long index, int part);
    }

    /** Additions that are sorted once for all parts, by the one thread that encodes pages. */
    static final class Waiting {
        private final Additions additions;
        private long[] places;

        Waiting(Additions additions) {
            this.additions = additions;
        }

        PackedSums addedTo(PackedSums packed, int part) {
            if (places == null) {
                places = additions.sorted();
            }
            return PackedSums.merge(
                    packed,
                    additions,
                    places,
                    Bucket.partEnd(places, part - 1),
                    Bucket.partEnd(places, part),
                    (ordinal, deviation) -> {});
        }
    }

    @Override
    public void write(ByteWriter out) {
        PackedSums sums = pages != null ? PackedSums.of(pages) : waiting.addedTo(packed, id.part());
        sums.write(id.part() << Bucket.PART_SHIFT, out);
    }
}
