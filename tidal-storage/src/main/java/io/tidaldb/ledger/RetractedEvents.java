package io.tidaldb.ledger;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.checkpoint.Page;
import io.tidaldb.checkpoint.PageId;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The log positions of a signal's events that were taken back: they stay in the log, and nobody
 * sees them. An open-addressing set; one thread writes, any thread reads.
 */
public final class RetractedEvents {
    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(long[].class);

    /** A power of two long, at most half full; 0, which is no position, marks a free slot. */
    private volatile long[] slots = new long[8];

    private volatile int size;

    /** What came since the last checkpoint. */
    private long[] fresh = {};

    private int freshCount;

    /** How many pages earlier checkpoints wrote. */
    private long pages;

    /** Whether the event at a position was taken back. Any thread. */
    public boolean contains(long position) {
        if (size == 0 || position == 0) {
            return false;
        }
        long[] table = slots;
        int slot = slot(table, position);
        return (long) SLOTS.getOpaque(table, slot) == position;
    }

    public int size() {
        return size;
    }

    /** How many lie after a position. Writer only. */
    public int countAfter(long after) {
        int count = 0;
        for (long position : slots) {
            count += position > after ? 1 : 0;
        }
        return count;
    }

    /** Adds a position; nothing happens if it is there. Writer only. */
    public void add(long position) {
        if (insert(position)) {
            if (freshCount == fresh.length) {
                fresh = Arrays.copyOf(fresh, Math.max(16, freshCount * 2));
            }
            fresh[freshCount++] = position;
        }
    }

    private boolean insert(long position) {
        if ((size + 1) * 2 > slots.length) {
            grow();
        }
        int slot = slot(slots, position);
        if (slots[slot] == position) {
            return false;
        }
        SLOTS.setOpaque(slots, slot, position);
        size = size + 1;
        return true;
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        for (long position : slots) {
            if (position != 0) {
                larger[slot(larger, position)] = position;
            }
        }
        slots = larger;
    }

    /** Where the position is, or where it would go. */
    private static int slot(long[] table, long position) {
        int mask = table.length - 1;
        int slot = (int) (position * 0x9E3779B97F4A7C15L >>> 32) & mask;
        long there = (long) SLOTS.getOpaque(table, slot);
        while (there != 0 && there != position) {
            slot = slot + 1 & mask;
            there = (long) SLOTS.getOpaque(table, slot);
        }
        return slot;
    }

    /** Hands what is new since the last checkpoint to the sink. Writer only. */
    public void capture(int signal, Consumer<Page> sink) {
        if (freshCount > 0) {
            PageId id = new PageId(PageId.Kind.RETRACTED, signal, 0, pages++, 0);
            sink.accept(new Positions(id, fresh, freshCount));
            fresh = new long[0];
            freshCount = 0;
        }
    }

    /**
     * Adds the positions of a page.
     *
     * @throws MalformedBytesException if it is no such page
     */
    public void restore(PageId id, ByteReader in) {
        int count = in.readVarInt();
        for (long position : in.readLongs(count)) {
            if (position <= 0) {
                throw new MalformedBytesException("a retracted event is at position " + position);
            }
            insert(position);
        }
        if (in.remaining() != 0) {
            throw new MalformedBytesException("retracted positions have bytes too many");
        }
        pages = Math.max(pages, id.index() + 1);
    }

    /** Positions that were retracted between two checkpoints: their count v, then longs. */
    private record Positions(PageId id, long[] positions, int count) implements Page {
        @Override
        public void write(ByteWriter out) {
            out.writeVarInt(count).writeLongs(positions, count);
        }
    }
}
