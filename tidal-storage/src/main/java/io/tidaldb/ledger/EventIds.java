package io.tidaldb.ledger;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.checkpoint.Page;
import io.tidaldb.checkpoint.PageId;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

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

    /** How many identities are looked for at once. */
    private static final int BATCH = 64;

    private final int remembered;
    private final boolean checkpointed;

    /** Which generation the younger one is, counted from 0. */
    private long number;

    private Generation younger;
    private Generation older;

    public EventIds() {
        this(DEFAULT_REMEMBERED);
    }

    /**
     * @param remembered how many of the last identities are remembered at least, 1 to 2^29
     */
    public EventIds(int remembered) {
        this(remembered, false);
    }

    /**
     * @param remembered as above
     * @param checkpointed whether checkpoints are taken, for which it notes what is new since the
     *     last one
     */
    public EventIds(int remembered, boolean checkpointed) {
        if (remembered < 1 || remembered > LARGEST_REMEMBERED) {
            throw new IllegalArgumentException(
                    "cannot remember " + remembered + " event ids; choose 1 to 2^29");
        }
        this.remembered = remembered;
        this.checkpointed = checkpointed;
        this.younger = new Generation(16);
        this.older = new Generation(1);
    }

    /** Remembers an identity; false if it was remembered already. */
    public boolean add(long id) {
        if (older.ids.contains(id) || !younger.ids.add(id)) {
            return false;
        }
        if (checkpointed) {
            younger.note(id);
        }
        if (younger.ids.size() >= remembered) {
            older = younger;
            number++;
            // The next generation will grow as large: rehashing on the way there would only stall.
            younger = new Generation(older.ids.capacity());
        }
        return true;
    }

    /** Remembers the first identities of an array. */
    public void add(long[] ids, int count) {
        for (int i = 0; i < count; i++) {
            if (i % BATCH == 0) {
                fetch(ids, i, Math.min(count, i + BATCH));
            }
            add(ids[i]);
        }
    }

    /** Whether an identity is remembered. */
    public boolean contains(long id) {
        return younger.ids.contains(id) || older.ids.contains(id);
    }

    /** Which of the first identities of an array are remembered. */
    public BitSet contained(long[] ids, int count) {
        BitSet contained = new BitSet();
        for (int i = 0; i < count; i++) {
            if (i % BATCH == 0) {
                fetch(ids, i, Math.min(count, i + BATCH));
            }
            if (contains(ids[i])) {
                contained.set(i);
            }
        }
        return contained;
    }

    private void fetch(long[] ids, int from, int to) {
        younger.ids.fetch(ids, from, to);
        older.ids.fetch(ids, from, to);
    }

    /** Notes that no checkpoint has any of them, so that the next one takes all. */
    public void touchAll() {
        if (checkpointed) {
            older.noteAll();
            younger.noteAll();
        }
    }

    /** How many identities are remembered. Any thread; what was just added may be missing. */
    public long size() {
        return (long) younger.ids.size() + older.ids.size();
    }

    /**
     * Hands what is new since the last checkpoint to the sink. Writer only.
     *
     * @param signal the id of the signal
     * @param state takes what is not in pages
     */
    public void capture(int signal, ByteWriter state, Consumer<Page> sink) {
        state.writeVarLong(number);
        older.capture(signal, number - 1, sink);
        younger.capture(signal, number, sink);
    }

    /** Tells the pages whose identities are forgotten. Writer only. */
    public Predicate<PageId> passedPages() {
        long oldest = number - 1;
        return id -> id.kind() == PageId.Kind.EVENT_IDS && id.index() < oldest;
    }

    /** Begins to fill it from a checkpoint. */
    public void readState(ByteReader in) {
        number = in.readVarLong();
    }

    /**
     * Remembers the identities of a page.
     *
     * @throws MalformedBytesException if it is no such page
     */
    public void restore(PageId id, ByteReader in) {
        if (id.index() != number && id.index() != number - 1) {
            throw new MalformedBytesException("event ids are of generation " + id.index());
        }
        Generation generation = id.index() == number ? younger : older;
        int count = in.readVarInt();
        for (long known : in.readLongs(count)) {
            generation.ids.add(known);
        }
        generation.parts = Math.max(generation.parts, id.part() + 1);
    }

    /** Identities that were noted between two checkpoints: their count v, then longs. */
    private record FreshIds(PageId id, long[] ids, int count) implements Page {
        @Override
        public void write(ByteWriter out) {
            out.writeVarInt(count).writeLongs(ids, count);
        }
    }

    private static final class Generation {
        private final LongSet ids;

        /** What came since the last checkpoint. */
        private long[] fresh = {};

        private int freshCount;

        /** How many pages earlier checkpoints wrote. */
        private int parts;

        Generation(int capacity) {
            ids = new LongSet(capacity);
        }

        void note(long id) {
            if (freshCount == fresh.length) {
                fresh = Arrays.copyOf(fresh, Math.max(16, freshCount * 2));
            }
            fresh[freshCount++] = id;
        }

        void noteAll() {
            freshCount = 0;
            parts = 0;
            ids.forEach(this::note);
        }

        void capture(int signal, long number, Consumer<Page> sink) {
            if (freshCount > 0) {
                PageId id = new PageId(PageId.Kind.EVENT_IDS, signal, 0, number, parts++);
                sink.accept(new FreshIds(id, fresh, freshCount));
                fresh = new long[0];
                freshCount = 0;
            }
        }
    }
}
