package io.tidaldb.column;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;

/**
 * Arrays of strings, or of 64-bit integers ({@link Long}), as codes into a dictionary of their
 * elements, which count from 1. A row's codes lie one after the other in its block's heap.
 */
public final class ArrayColumn implements Column {
    private static final VarHandle START = MethodHandles.arrayElementVarHandle(int[].class);

    /** A heap of more dead places than this, and than live ones, is written anew. */
    private static final int MOST_DEAD = 1024;

    private static final int[] NO_CODES = {};

    /** A block's rows. */
    private static final class Page {
        /** Where a row's codes begin in the heap, after their number; 0 for NULL. */
        final int[] starts = new int[Blocks.SIZE];

        /** Place 0 is not used. */
        volatile int[] heap = new int[16];

        int used = 1;
        int dead;

        int[] codes(int row) {
            // The place was published after what it points to.
            int start = (int) START.getAcquire(starts, row);
            if (start == 0) {
                return null;
            }
            int[] places = heap;
            int length = places[start];
            return length == 0
                    ? NO_CODES
                    : Arrays.copyOfRange(places, start + 1, start + 1 + length);
        }

        boolean contains(int row, int code) {
            int start = (int) START.getAcquire(starts, row);
            if (start == 0) {
                return false;
            }
            int[] places = heap;
            int end = start + places[start];
            for (int i = start + 1; i <= end; i++) {
                if (places[i] == code) {
                    return true;
                }
            }
            return false;
        }

        void set(int row, int[] codes) {
            int before = starts[row];
            dead += before == 0 ? 0 : heap[before] + 1;
            if (codes == null) {
                START.setRelease(starts, row, 0);
                return;
            }
            int end = used + codes.length + 1;
            int[] places = heap;
            if (end > places.length) {
                places = Arrays.copyOf(places, Math.max(end, places.length * 3 / 2));
            }
            places[used] = codes.length;
            System.arraycopy(codes, 0, places, used + 1, codes.length);
            heap = places;
            START.setRelease(starts, row, used);
            used = end;
        }

        /** The same rows without dead places. */
        Page compacted() {
            Page copy = new Page();
            copy.heap = new int[used - dead];
            for (int row = 0; row < Blocks.SIZE; row++) {
                copy.set(row, codes(row));
            }
            return copy;
        }
    }

    private final Dictionary<Object> dictionary = new Dictionary<>();
    private final Postings postings = new Postings();
    private volatile Page[] pages = {};

    @Override
    public boolean isNull(int ordinal) {
        Page page = page(ordinal >>> Blocks.SHIFT);
        return page == null || (int) START.getAcquire(page.starts, ordinal & Blocks.MASK) == 0;
    }

    @Override
    public Postings postings() {
        return postings;
    }

    /** The code of an element, or -1 if no row ever held it. */
    public int codeOf(Object element) {
        return dictionary.codeOf(element);
    }

    /** The element of a code. */
    public Object valueOf(int code) {
        return dictionary.valueOf(code);
    }

    /** How many different elements rows have ever held; codes run from 1 to it. */
    public int cardinality() {
        return dictionary.cardinality();
    }

    /** Whether the ordinal's array has an element of the code; false for NULL. */
    public boolean contains(int ordinal, int code) {
        Page page = page(ordinal >>> Blocks.SHIFT);
        return page != null && page.contains(ordinal & Blocks.MASK, code);
    }

    /** The codes of the ordinal's elements in their order, not to be written to; null for NULL. */
    public int[] codes(int ordinal) {
        Page page = page(ordinal >>> Blocks.SHIFT);
        return page == null ? null : page.codes(ordinal & Blocks.MASK);
    }

    /**
     * Sets a value. Writer only.
     *
     * @param elements none of which is null; null means NULL
     */
    public void set(int ordinal, List<?> elements) {
        int[] before = codes(ordinal);
        int[] codes = encode(elements);
        if (Arrays.equals(before, codes)) {
            return;
        }
        postings.begin();
        store(ordinal, codes);
        for (int i = 0; before != null && i < before.length; i++) {
            postings.remove(before[i], ordinal);
        }
        for (int i = 0; codes != null && i < codes.length; i++) {
            postings.add(codes[i], ordinal);
        }
        postings.setPresent(ordinal, codes != null);
        postings.end();
    }

    /** Sets a value that {@link #index} finds later. Writer only, while there are no readers. */
    public void load(int ordinal, List<?> elements) {
        if (elements != null) {
            store(ordinal, encode(elements));
        }
    }

    /** Takes what was loaded into the postings. Writer only, while there are no readers. */
    public void index() {
        postings.build(this::forEachCode, dictionary.cardinality());
        for (int ordinal = 0; ordinal < pages.length << Blocks.SHIFT; ordinal++) {
            if (!isNull(ordinal)) {
                postings.setPresent(ordinal, true);
            }
        }
    }

    private void forEachCode(Postings.CodeVisitor visitor) {
        Page[] current = pages;
        for (int block = 0; block < current.length; block++) {
            Page page = current[block];
            for (int row = 0; page != null && row < Blocks.SIZE; row++) {
                int start = page.starts[row];
                if (start != 0) {
                    int[] heap = page.heap;
                    for (int i = start + 1; i <= start + heap[start]; i++) {
                        visitor.visit(block << Blocks.SHIFT | row, heap[i]);
                    }
                }
            }
        }
    }

    /** The ordinal's row is gone: it does not count any more. Writer only. */
    public void forgetRow(int ordinal) {
        int[] codes = codes(ordinal);
        if (codes != null) {
            Arrays.stream(codes).distinct().forEach(postings::forgetRow);
            postings.forgetPresent();
        }
    }

    private int[] encode(List<?> elements) {
        if (elements == null) {
            return null;
        }
        int[] codes = new int[elements.size()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = dictionary.encode(elements.get(i));
        }
        return codes;
    }

    private void store(int ordinal, int[] codes) {
        int block = ordinal >>> Blocks.SHIFT;
        Page page = page(block);
        if (page == null) {
            if (codes == null) {
                return;
            }
            page = new Page();
            put(block, page);
        }
        page.set(ordinal & Blocks.MASK, codes);
        if (page.dead > MOST_DEAD && page.dead > page.used / 2) {
            put(block, page.compacted());
        }
    }

    private Page page(int block) {
        Page[] current = pages;
        return block < current.length ? current[block] : null;
    }

    private void put(int block, Page page) {
        Page[] current = pages;
        current =
                block >= current.length
                        ? Arrays.copyOf(current, Math.max(block + 1, current.length * 2))
                        : current.clone();
        current[block] = page;
        pages = current;
    }
}
