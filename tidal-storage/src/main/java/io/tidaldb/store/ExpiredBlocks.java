package io.tidaldb.store;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.log.LogBlock;
import io.tidaldb.log.LogReader;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Rewrites the log without the events that bases hold. What is left of a block stays under its key;
 * blocks of which nothing is left become one. How far that went is in the family of bases under the
 * key 0:
 *
 * <pre>
 * format    1  1
 * checksum  4  little-endian CRC32C over what follows
 * signals v, each: id zigzag v, position v
 * </pre>
 */
final class ExpiredBlocks {
    private static final Logger LOG = LoggerFactory.getLogger(ExpiredBlocks.class);

    private static final byte[] PROGRESS_KEY = {0};
    private static final int FORMAT = 1;
    private static final int HEADER_BYTES = 5;

    private static final long BATCH_BYTES = 1 << 20;
    private static final int BATCH_OPERATIONS = 10_000;

    /** From how many bytes on it is worth while to ask for their space. */
    private static final long COMPACTED_BYTES = 1 << 20;

    private final KeyValueStore store;

    ExpiredBlocks(KeyValueStore store) {
        this.store = store;
    }

    /**
     * Rewrites as much as bases allow.
     *
     * @param interruption is run between blocks, and ends it by what it throws
     */
    void rewrite(Projections projections, Runnable interruption) {
        Map<Integer, Long> done = progress();
        Map<Integer, Long> wanted = new TreeMap<>();
        long from = Long.MAX_VALUE;
        long to = 0;
        for (Projections.Signal signal : projections.signals()) {
            int id = signal.definition().id();
            long expired = signal.expiry().position();
            if (expired > 0) {
                wanted.put(id, expired);
            }
            if (expired > done.getOrDefault(id, 0L)) {
                from = Math.min(from, done.getOrDefault(id, 0L) + 1);
                to = Math.max(to, expired);
            }
        }
        if (to == 0) {
            return;
        }
        long reclaimed = new Rewriting(wanted).run(from, to, interruption);
        store.write(new Batch().put(Family.BASES, PROGRESS_KEY, encode(wanted)), false);
        if (reclaimed >= COMPACTED_BYTES) {
            store.compact(Family.LOG, LogBlock.key(from), LogBlock.key(to + 1));
        }
    }

    private Map<Integer, Long> progress() {
        byte[] bytes = store.get(Family.BASES, PROGRESS_KEY);
        if (bytes == null) {
            return Map.of();
        }
        try {
            return decode(bytes);
        } catch (MalformedBytesException e) {
            LOG.warn("how far the log was rewritten is not known; it begins anew: {}", e);
            return Map.of();
        }
    }

    private static byte[] encode(Map<Integer, Long> positions) {
        ByteWriter out = new ByteWriter();
        out.writeByte(FORMAT).writeInt(0).writeVarInt(positions.size());
        positions.forEach((id, position) -> out.writeSignedVarLong(id).writeVarLong(position));
        byte[] bytes = out.toByteArray();
        out.setInt(1, checksum(bytes));
        return out.toByteArray();
    }

    private static Map<Integer, Long> decode(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        int format = in.readByte();
        int checksum = in.readInt();
        if (format != FORMAT || checksum != checksum(bytes)) {
            throw new MalformedBytesException("its checksum does not match its bytes");
        }
        Map<Integer, Long> positions = new TreeMap<>();
        for (int i = in.readLength(); i > 0; i--) {
            positions.put((int) in.readSignedVarLong(), in.readVarLong());
        }
        return positions;
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES);
        return (int) crc.getValue();
    }

    /** One walk over the log. */
    private final class Rewriting {
        private final Map<Integer, Long> expired;
        private Batch batch = new Batch();
        private long batchBytes;
        private long reclaimed;

        /** Blocks of which nothing is left, up to where the walk is; null for none. */
        private Gone gone;

        /** Keys of blocks that became part of it since it was last written. */
        private final List<byte[]> superseded = new ArrayList<>();

        Rewriting(Map<Integer, Long> expired) {
            this.expired = expired;
        }

        long run(long from, long to, Runnable interruption) {
            // The block before may be one of which nothing is left.
            try (LogReader reader = new LogReader(store, Math.max(1, from - 1), to)) {
                while (reader.next()) {
                    interruption.run();
                    rewrite(reader.block());
                    if (batchBytes >= BATCH_BYTES
                            || batch.operations().size() + superseded.size() >= BATCH_OPERATIONS) {
                        putGone();
                        flush();
                    }
                }
            }
            putGone();
            flush();
            return reclaimed;
        }

        private void rewrite(LogBlock block) {
            boolean all = true;
            boolean any = false;
            for (LogBlock.Section section : block.sections()) {
                boolean goes = goes(block, section);
                any |= goes;
                all &= goes || section.tag() == LogBlock.EXPIRED;
            }
            if (all) {
                join(block, any);
                return;
            }
            putGone();
            gone = null;
            if (any) {
                byte[] left = block.withExpired(section -> goes(block, section));
                reclaimed += block.byteSize() - left.length;
                put(block.position(), left);
            }
        }

        private boolean goes(LogBlock block, LogBlock.Section section) {
            return (section.tag() == LogBlock.EVENTS || section.tag() == LogBlock.RETRACTION)
                    && section.position() <= expired.getOrDefault(block.signal(section), 0L);
        }

        private void join(LogBlock block, boolean changes) {
            if (gone == null || !gone.canTake(block)) {
                putGone();
                gone = new Gone(block, changes);
                return;
            }
            gone.take(block);
            superseded.add(LogBlock.key(block.position()));
            reclaimed += block.byteSize();
        }

        /** Writes what became one so far; more may join it. */
        private void putGone() {
            if (gone != null && gone.changed) {
                put(gone.position, gone.encode());
                superseded.forEach(key -> batch.delete(Family.LOG, key));
                superseded.clear();
                gone.changed = false;
            }
        }

        private void put(long position, byte[] value) {
            batch.put(Family.LOG, LogBlock.key(position), value);
            batchBytes += Long.BYTES + value.length;
        }

        private void flush() {
            if (!batch.operations().isEmpty()) {
                store.write(batch, false);
                batch = new Batch();
                batchBytes = 0;
            }
        }
    }

    /** Blocks that follow each other, of which nothing is left. */
    private static final class Gone {
        private final long position;
        private final Map<Integer, Integer> counts = new TreeMap<>();
        private long total;
        private long committed;
        private boolean changed;

        Gone(LogBlock first, boolean changed) {
            this.position = first.position();
            add(first);
            this.changed = changed;
        }

        boolean canTake(LogBlock block) {
            return total + block.count() <= Integer.MAX_VALUE;
        }

        void take(LogBlock block) {
            add(block);
            changed = true;
        }

        private void add(LogBlock block) {
            for (LogBlock.Section section : block.sections()) {
                counts.merge(block.signal(section), section.count(), Integer::sum);
            }
            total += block.count();
            committed = block.times().committed();
        }

        byte[] encode() {
            return LogBlock.expired(position, committed, counts);
        }
    }
}
