package io.tidaldb.column;

import java.util.Arrays;

/**
 * Strings as integer codes into a dictionary that only grows. Code {@link #NULL_CODE} is NULL;
 * others count from 1 in order of first appearance.
 */
public final class DictionaryColumn implements Column {
    public static final int NULL_CODE = 0;

    private final Dictionary<String> dictionary = new Dictionary<>();
    private final Postings postings = new Postings();
    private volatile int[][] pages = {};

    @Override
    public boolean isNull(int ordinal) {
        return code(ordinal) == NULL_CODE;
    }

    @Override
    public Postings postings() {
        return postings;
    }

    /** The ordinal's code. */
    public int code(int ordinal) {
        int[] page = page(ordinal >>> Blocks.SHIFT);
        return page == null ? NULL_CODE : page[ordinal & Blocks.MASK];
    }

    /** The block's codes, not to be written to, or null where all are {@link #NULL_CODE}. */
    public int[] page(int block) {
        int[][] current = pages;
        return block < current.length ? current[block] : null;
    }

    /** The code of a string, or -1 if no row ever held it. */
    public int codeOf(String value) {
        return dictionary.codeOf(value);
    }

    /** The string of a code; null for {@link #NULL_CODE}. */
    public String valueOf(int code) {
        return dictionary.valueOf(code);
    }

    /** The ordinal's string, or null. */
    public String value(int ordinal) {
        return valueOf(code(ordinal));
    }

    /** How many different strings rows have ever held; codes run from 1 to it. */
    public int cardinality() {
        return dictionary.cardinality();
    }

    /** Sets a value; null means NULL. Writer only. */
    public void set(int ordinal, String value) {
        int before = code(ordinal);
        int code = value == null ? NULL_CODE : dictionary.encode(value);
        if (code == before) {
            return;
        }
        postings.begin();
        store(ordinal, code);
        if (code != NULL_CODE) {
            postings.add(code, ordinal);
        }
        if (before != NULL_CODE) {
            postings.remove(before, ordinal);
        }
        postings.setPresent(ordinal, code != NULL_CODE);
        postings.end();
    }

    /** Sets a value that {@link #index} finds later. Writer only, while there are no readers. */
    public void load(int ordinal, String value) {
        if (value != null) {
            store(ordinal, dictionary.encode(value));
        }
    }

    /** Takes what was loaded into the postings. Writer only, while there are no readers. */
    public void index() {
        postings.build(this::forEachCode, dictionary.cardinality());
        forEachCode((ordinal, code) -> postings.setPresent(ordinal, true));
    }

    private void forEachCode(Postings.CodeVisitor visitor) {
        int[][] current = pages;
        for (int block = 0; block < current.length; block++) {
            int[] page = current[block];
            for (int row = 0; page != null && row < Blocks.SIZE; row++) {
                if (page[row] != NULL_CODE) {
                    visitor.visit(block << Blocks.SHIFT | row, page[row]);
                }
            }
        }
    }

    /** The ordinal's row is gone: it does not count any more. Writer only. */
    public void forgetRow(int ordinal) {
        int code = code(ordinal);
        if (code != NULL_CODE) {
            postings.forgetRow(code);
            postings.forgetPresent();
        }
    }

    private void store(int ordinal, int code) {
        int block = ordinal >>> Blocks.SHIFT;
        int[] page = page(block);
        if (page == null) {
            page = allocate(block);
        }
        page[ordinal & Blocks.MASK] = code;
    }

    private int[] allocate(int block) {
        int[] page = new int[Blocks.SIZE];
        int[][] current = pages;
        if (block >= current.length) {
            current = Arrays.copyOf(current, Math.max(block + 1, current.length * 2));
        } else {
            current = current.clone();
        }
        current[block] = page;
        pages = current;
        return page;
    }
}
