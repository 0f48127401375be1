package io.tidaldb.column;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The inverse of a column of codes: for each code the ordinals whose value has it, and the ordinals
 * that have a value at all. Reading a block's rows of a code costs as much as there are.
 *
 * <p>The writer changes it in place, together with the column's codes, between {@link #begin} and
 * {@link #end}. Readers take a {@link #stamp}, read, and ask whether it {@link #isCurrent}: if not,
 * what they read may be neither the state before nor after a change, and they look at the codes
 * themselves. So an IN never misses a row that changes from one of its values to another.
 *
 * <p>A deleted row's ordinal stays in it, as its codes stay in the column, so that a reader who met
 * the row before its deletion still sees it as it was; only the counts go down.
 */
public final class Postings {
    private static final VarHandle VERSION;

    static {
        try {
            VERSION = MethodHandles.lookup().findVarHandle(Postings.class, "version", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private int version;
    private PostingList[] lists = new PostingList[8];
    private long[][] present = {};
    private int presentRows;

    Postings() {}

    /** To be checked by {@link #isCurrent} after reading; odd during a change. */
    public int stamp() {
        return (int) VERSION.getAcquire(this);
    }

    /** Whether all that was read since the stamp is of one state. */
    public boolean isCurrent(int stamp) {
        VarHandle.loadLoadFence();
        return (stamp & 1) == 0 && (int) VERSION.getOpaque(this) == stamp;
    }

    /** Sets the bits of the block's ordinals with a code. */
    public void addTo(int code, int block, long[] mask) {
        PostingList list = list(code);
        if (list != null) {
            list.addTo(block, mask);
        }
    }

    /** Sets the bits of the block's ordinals that are not NULL. */
    public void addPresentTo(int block, long[] mask) {
        long[][] pages = present;
        long[] page = block < pages.length ? pages[block] : null;
        for (int i = 0; page != null && i < OrdinalSet.BLOCK_WORDS; i++) {
            mask[i] |= page[i];
        }
    }

    /** Sets {@code found[i]} where an ordinal of block {@code first + i} has the code. */
    public void mark(int code, int first, int count, boolean[] found) {
        PostingList list = list(code);
        if (list != null) {
            list.mark(first, count, found);
        }
    }

    /** How many rows have the code. */
    public int rows(int code) {
        PostingList list = list(code);
        return list == null ? 0 : list.rows();
    }

    /** How many rows are not NULL. */
    public int presentRows() {
        return presentRows;
    }

    private PostingList list(int code) {
        PostingList[] all = lists;
        return code < all.length ? all[code] : null;
    }

    /** Takes a code of an ordinal. */
    @FunctionalInterface
    interface CodeVisitor {
        void visit(int ordinal, int code);
    }

    /**
     * Takes all codes of a column, which has none in here yet: a counting sort, several times as
     * fast as one after the other. Writer only, while there are no readers.
     *
     * @param column tells its codes by rising ordinals, the same each time it is asked
     * @param cardinality the greatest code
     */
    void build(Consumer<CodeVisitor> column, int cardinality) {
        int[] starts = new int[cardinality + 2];
        column.accept((ordinal, code) -> starts[code + 1]++);
        for (int code = 1; code < starts.length; code++) {
            starts[code] += starts[code - 1];
        }
        int[] sorted = new int[starts[cardinality + 1]];
        int[] places = starts.clone();
        column.accept((ordinal, code) -> sorted[places[code]++] = ordinal);
        begin();
        lists = new PostingList[Math.max(lists.length, cardinality + 1)];
        for (int code = 1; code <= cardinality; code++) {
            if (starts[code + 1] > starts[code]) {
                lists[code] = PostingList.of(sorted, starts[code], starts[code + 1]);
            }
        }
        end();
    }

    /** Begins a change. Writer only, as all that follows. */
    void begin() {
        VERSION.setOpaque(this, version + 1);
        VarHandle.storeStoreFence();
    }

    void end() {
        VERSION.setRelease(this, version + 1);
    }

    void add(int code, int ordinal) {
        if (code >= lists.length) {
            lists = Arrays.copyOf(lists, Math.max(code + 1, lists.length * 2));
        }
        if (lists[code] == null) {
            PostingList list = new PostingList();
            // Whoever comes upon it finds at least its empty arrays.
            VarHandle.storeStoreFence();
            lists[code] = list;
        }
        lists[code].add(ordinal);
    }

    void remove(int code, int ordinal) {
        lists[code].remove(ordinal);
    }

    /** The row is gone, as far as counts go. */
    void forgetRow(int code) {
        lists[code].forgetRow();
    }

    void forgetPresent() {
        presentRows--;
    }

    void setPresent(int ordinal, boolean isPresent) {
        int block = ordinal >>> Blocks.SHIFT;
        long[] page = block < present.length ? present[block] : null;
        int word = (ordinal & Blocks.MASK) >>> 6;
        if (page == null) {
            if (!isPresent) {
                return;
            }
            page = new long[OrdinalSet.BLOCK_WORDS];
            if (block >= present.length) {
                present = Arrays.copyOf(present, Math.max(block + 1, present.length * 2));
            }
            present[block] = page;
        }
        boolean was = (page[word] >>> ordinal & 1) != 0;
        if (was != isPresent) {
            page[word] ^= 1L << ordinal;
            presentRows += isPresent ? 1 : -1;
        }
    }
}
