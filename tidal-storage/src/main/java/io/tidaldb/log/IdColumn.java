package io.tidaldb.log;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A growing column of external ids: all 64-bit integers or all strings, some of them absent. The
 * first id that is present decides which.
 */
public final class IdColumn {
    private long[] longs;
    private String[] strings;

    /** One bit per id, set where it is absent; null while none is, or while none is present. */
    private long[] absent;

    private int size;
    private int absentCount;

    /** An empty column. */
    public IdColumn() {}

    /**
     * A column over an array of integers, of which the first {@code size} count.
     *
     * @param absent one bit per id, set where it is absent; null where none is
     */
    static IdColumn ofLongs(long[] values, long[] absent, int size) {
        IdColumn column = new IdColumn();
        column.longs = values;
        column.fill(absent, size);
        return column;
    }

    /** A column over an array of strings, of which the first {@code size} count. */
    static IdColumn ofStrings(String[] values, long[] absent, int size) {
        IdColumn column = new IdColumn();
        column.strings = values;
        column.fill(absent, size);
        return column;
    }

    private void fill(long[] absentBits, int newSize) {
        absent = absentBits;
        size = newSize;
        for (int i = 0; absentBits != null && i < newSize; i++) {
            if (isAbsent(i)) {
                absentCount++;
                if (strings != null) {
                    strings[i] = null;
                }
            }
        }
    }

    public int size() {
        return size;
    }

    /** Whether the ids are strings; false as long as none is present. */
    public boolean holdsStrings() {
        return strings != null;
    }

    /** Whether the ids are integers; false as long as none is present. */
    public boolean holdsLongs() {
        return longs != null;
    }

    /** Whether no id is present. */
    public boolean isAllAbsent() {
        return absentCount == size;
    }

    public boolean hasAbsent() {
        return absentCount > 0;
    }

    public boolean isAbsent(int index) {
        if (absentCount == size) {
            return true;
        }
        return absent != null
                && index >>> 6 < absent.length
                && (absent[index >>> 6] >>> index & 1) != 0;
    }

    /** The integer at an index; meaningless where absent. */
    public long longAt(int index) {
        return longs[index];
    }

    /** The string at an index; null where absent. */
    public String stringAt(int index) {
        return strings[index];
    }

    /** The id at an index as {@link Long} or {@link String}; null where absent. */
    public Object at(int index) {
        if (isAbsent(index)) {
            return null;
        }
        return strings != null ? strings[index] : (Object) longs[index];
    }

    public void add(long id) {
        if (strings != null) {
            throw mixed();
        }
        if (longs == null) {
            noteAbsent();
            longs = new long[Math.max(16, size + 1)];
        } else if (size == longs.length) {
            longs = Arrays.copyOf(longs, size * 2);
        }
        longs[size++] = id;
    }

    /**
     * Adds any id.
     *
     * @param id a {@link Long}, {@link Integer}, {@link Short}, {@link Byte} or {@link String};
     *     null for an absent one
     * @throws TidalException TYPE_MISMATCH if it is something else, or another kind than those
     *     before it
     */
    public void add(Object id) {
        switch (id) {
            case null -> addAbsent();
            case Long value -> add(value.longValue());
            case Integer value -> add(value.longValue());
            case Short value -> add(value.longValue());
            case Byte value -> add(value.longValue());
            case String value -> add(value);
            default ->
                    throw new TidalException(
                            ErrorCode.TYPE_MISMATCH,
                            "an id is an integer or a string, not a "
                                    + id.getClass().getSimpleName());
        }
    }

    /** Adds a string; null for an absent id. */
    public void add(String id) {
        if (id == null) {
            addAbsent();
            return;
        }
        if (longs != null) {
            throw mixed();
        }
        if (strings == null) {
            noteAbsent();
            strings = new String[Math.max(16, size + 1)];
        } else if (size == strings.length) {
            strings = Arrays.copyOf(strings, size * 2);
        }
        strings[size++] = id;
    }

    public void addAbsent() {
        if (longs != null && size == longs.length) {
            longs = Arrays.copyOf(longs, size * 2);
        }
        if (strings != null && size == strings.length) {
            strings = Arrays.copyOf(strings, size * 2);
        }
        if (longs != null || strings != null) {
            setAbsent(size);
        }
        absentCount++;
        size++;
    }

    private void setAbsent(int index) {
        int word = index >>> 6;
        if (absent == null) {
            absent = new long[Math.max(4, word + 1)];
        } else if (word >= absent.length) {
            absent = Arrays.copyOf(absent, Math.max(word + 1, absent.length * 2));
        }
        absent[word] |= 1L << index;
    }

    /** Sets the bits of ids that came before the first one that is present. */
    private void noteAbsent() {
        for (int i = 0; i < size; i++) {
            setAbsent(i);
        }
    }

    /**
     * The array behind a column of integers, longer than {@link #size()} maybe; not to be written
     * to.
     */
    public long[] longs() {
        return longs;
    }

    /** The column without the ids whose bit is set in {@code drop}. */
    public IdColumn without(BitSet drop) {
        IdColumn kept = new IdColumn();
        for (int i = drop.nextClearBit(0); i < size; i = drop.nextClearBit(i + 1)) {
            if (isAbsent(i)) {
                kept.addAbsent();
            } else if (strings != null) {
                kept.add(strings[i]);
            } else {
                kept.add(longs[i]);
            }
        }
        return kept;
    }

    private static TidalException mixed() {
        return new TidalException(
                ErrorCode.TYPE_MISMATCH,
                "integers and strings are mixed among the ids of one batch; a table's key is one"
                        + " or the other");
    }
}
