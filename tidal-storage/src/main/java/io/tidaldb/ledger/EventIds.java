package io.tidaldb.ledger;

/**
 * The identities of recent events, by which a repeated event is known. Two generations of
 * open-addressing sets: when the younger one is full it becomes the older one, and what that held
 * is forgotten. So the last N identities are always remembered, and never more than 2 N. For one
 * thread.
 */
public final class EventIds {
    /** How many identities are remembered at least, unless the constructor says otherwise. */
    public static final int DEFAULT_REMEMBERED = 4_000_000;

    private static final int LARGEST_REMEMBERED = 1 << 29;

    private final int remembered;
    private Generation younger;
    private Generation older;

    public EventIds() {
        this(DEFAULT_REMEMBERED);
    }

    /**
     * @param remembered how many of the last identities are remembered at least, 1 to 2^29
     */
    public EventIds(int remembered) {
        if (remembered < 1 || remembered > LARGEST_REMEMBERED) {
            throw new IllegalArgumentException(
                    "cannot remember " + remembered + " event ids; choose 1 to 2^29");
        }
        this.remembered = remembered;
        this.younger = new Generation(16);
        this.older = new Generation(1);
    }

    /** Remembers an identity; false if it was remembered already. */
    public boolean add(long id) {
        if (older.contains(id) || !younger.add(id)) {
            return false;
        }
        if (younger.count == remembered) {
            older = younger;
            // The next generation will grow as large: rehashing on the way there would only stall.
            younger = new Generation(older.slots.length);
        }
        return true;
    }

    /** Whether an identity is remembered. */
    public boolean contains(long id) {
        return younger.contains(id) || older.contains(id);
    }

    private static final class Generation {
        /** A power of two long, at most half full; 0 marks a free slot. */
        private long[] slots;

        private int count;
        private boolean holdsZero;

        Generation(int capacity) {
            slots = new long[capacity];
        }

        boolean contains(long id) {
            return id == 0 ? holdsZero : slots[slot(slots, id)] == id;
        }

        boolean add(long id) {
            if (id == 0) {
                if (holdsZero) {
                    return false;
                }
                holdsZero = true;
                count++;
                return true;
            }
            int slot = slot(slots, id);
            if (slots[slot] == id) {
                return false;
            }
            slots[slot] = id;
            count++;
            if (count > slots.length / 2) {
                grow();
            }
            return true;
        }

        private void grow() {
            long[] larger = new long[slots.length * 2];
            for (long id : slots) {
                if (id != 0) {
                    larger[slot(larger, id)] = id;
                }
            }
            slots = larger;
        }

        /** Where the identity is, or where it would go. */
        private static int slot(long[] slots, long id) {
            int mask = slots.length - 1;
            int slot = (int) (id * 0x9E3779B97F4A7C15L >>> 32) & mask;
            while (slots[slot] != 0 && slots[slot] != id) {
                slot = slot + 1 & mask;
            }
            return slot;
        }
    }
}
