package io.tidaldb.column;

import java.util.Arrays;

/**
 * The ordinals of one code. Few are one ascending array. Many are a container per block: an
 * ascending array of positions in the block while they are few there, else a bit for each of its
 * rows (the containers of Chambi, Lemire, Kaser, Godin: Roaring bitmaps, 2016, cut to our blocks).
 *
 * <p>The writer changes it in place. What a reader gets meanwhile is meaningless but does no harm;
 * {@link Postings#isCurrent} tells it.
 */
final class PostingList {
    /** An array is left for containers when it outgrows this, and this many a block on average. */
    private static final int MOST_IN_ARRAY = 1024;

    private static final int MOST_IN_ARRAY_PER_BLOCK = 4;

    /** A longer array of positions would take as much room as bits. */
    private static final int MOST_POSITIONS = 56;

    private int[] ordinals = new int[1];
    private int count;

    /** By block {@code char[]}, {@code long[]} or null; null while there is an array. */
    private Object[] blocks;

    /** How many ordinals it has that belong to rows. */
    private int rows;

    /** Those from one place of an array to another, ascending; one may be there several times. */
    static PostingList of(int[] sorted, int from, int to) {
        PostingList list = new PostingList();
        list.ordinals = Arrays.copyOfRange(sorted, from, to);
        for (int i = from; i < to; i++) {
            if (i == from || sorted[i] != sorted[i - 1]) {
                list.ordinals[list.count++] = sorted[i];
            }
        }
        list.rows = list.count;
        if (list.count >= MOST_IN_ARRAY && list.isDense(0)) {
            list.moveToBlocks();
        }
        return list;
    }

    int rows() {
        return rows;
    }

    /** One of its ordinals does not belong to a row any more. Writer only. */
    void forgetRow() {
        rows--;
    }

    /** Adds an ordinal, if it is not there. Writer only. */
    void add(int ordinal) {
        if (blocks == null && count >= MOST_IN_ARRAY && isDense(ordinal)) {
            moveToBlocks();
        }
        if (blocks != null ? addToBlock(ordinal) : addToArray(ordinal)) {
            rows++;
        }
    }

    private boolean isDense(int ordinal) {
        int last = Math.max(ordinal, ordinals[count - 1]);
        return count >= MOST_IN_ARRAY_PER_BLOCK * Blocks.count(last + 1);
    }

    private void moveToBlocks() {
        Object[] made = new Object[Blocks.count(ordinals[count - 1] + 1)];
        for (int from = 0, to; from < count; from = to) {
            int block = ordinals[from] >>> Blocks.SHIFT;
            to = from + 1;
            while (to < count && ordinals[to] >>> Blocks.SHIFT == block) {
                to++;
            }
            if (to - from > MOST_POSITIONS) {
                long[] bits = new long[OrdinalSet.BLOCK_WORDS];
                for (int i = from; i < to; i++) {
                    bits[(ordinals[i] & Blocks.MASK) >>> 6] |= 1L << ordinals[i];
                }
                made[block] = bits;
            } else {
                char[] positions = new char[to - from];
                for (int i = from; i < to; i++) {
                    positions[i - from] = (char) (ordinals[i] & Blocks.MASK);
                }
                made[block] = positions;
            }
        }
        blocks = made;
        ordinals = new int[0];
        count = 0;
    }

    private boolean addToArray(int ordinal) {
        int place = count;
        if (count > 0 && ordinals[count - 1] >= ordinal) {
            place = Arrays.binarySearch(ordinals, 0, count, ordinal);
            if (place >= 0) {
                return false;
            }
            place = ~place;
        }
        if (count == ordinals.length) {
            ordinals = Arrays.copyOf(ordinals, count * 2);
        }
        System.arraycopy(ordinals, place, ordinals, place + 1, count - place);
        ordinals[place] = ordinal;
        count++;
        return true;
    }

    private boolean addToBlock(int ordinal) {
        int block = ordinal >>> Blocks.SHIFT;
        char row = (char) (ordinal & Blocks.MASK);
        if (block >= blocks.length) {
            blocks = Arrays.copyOf(blocks, Math.max(block + 1, blocks.length * 5 / 4));
        }
        switch (blocks[block]) {
            case null -> blocks[block] = new char[] {row};
            case char[] positions -> {
                int place = Arrays.binarySearch(positions, row);
                if (place >= 0) {
                    return false;
                }
                blocks[block] =
                        positions.length < MOST_POSITIONS
                                ? with(positions, ~place, row)
                                : bits(positions, row);
            }
            default -> {
                long[] bits = (long[]) blocks[block];
                if ((bits[row >>> 6] >>> row & 1) != 0) {
                    return false;
                }
                bits[row >>> 6] |= 1L << row;
            }
        }
        return true;
    }

    private static char[] with(char[] positions, int place, char row) {
        char[] longer = new char[positions.length + 1];
        System.arraycopy(positions, 0, longer, 0, place);
        longer[place] = row;
        System.arraycopy(positions, place, longer, place + 1, positions.length - place);
        return longer;
    }

    private static long[] bits(char[] positions, char row) {
        long[] bits = new long[OrdinalSet.BLOCK_WORDS];
        for (char position : positions) {
            bits[position >>> 6] |= 1L << position;
        }
        bits[row >>> 6] |= 1L << row;
        return bits;
    }

    /** Removes an ordinal, if it is there. Writer only. */
    void remove(int ordinal) {
        if (blocks != null ? removeFromBlock(ordinal) : removeFromArray(ordinal)) {
            rows--;
        }
    }

    private boolean removeFromArray(int ordinal) {
        int place = Arrays.binarySearch(ordinals, 0, count, ordinal);
        if (place < 0) {
            return false;
        }
        System.arraycopy(ordinals, place + 1, ordinals, place, count - place - 1);
        count--;
        return true;
    }

    private boolean removeFromBlock(int ordinal) {
        int block = ordinal >>> Blocks.SHIFT;
        char row = (char) (ordinal & Blocks.MASK);
        Object container = block < blocks.length ? blocks[block] : null;
        switch (container) {
            case null -> {
                return false;
            }
            case char[] positions -> {
                int place = Arrays.binarySearch(positions, row);
                if (place < 0) {
                    return false;
                }
                blocks[block] = positions.length == 1 ? null : without(positions, place);
            }
            default -> {
                long[] bits = (long[]) container;
                if ((bits[row >>> 6] >>> row & 1) == 0) {
                    return false;
                }
                bits[row >>> 6] &= ~(1L << row);
            }
        }
        return true;
    }

    private static char[] without(char[] positions, int place) {
        char[] shorter = new char[positions.length - 1];
        System.arraycopy(positions, 0, shorter, 0, place);
        System.arraycopy(positions, place + 1, shorter, place, shorter.length - place);
        return shorter;
    }

    /** Sets the bits of the block's ordinals. */
    void addTo(int block, long[] mask) {
        Object[] containers = blocks;
        if (containers == null) {
            addFromArray(block, mask);
            return;
        }
        switch (block < containers.length ? containers[block] : null) {
            case null -> {}
            case char[] positions -> {
                for (char position : positions) {
                    mask[position >>> 6] |= 1L << position;
                }
            }
            case long[] bits -> {
                for (int i = 0; i < OrdinalSet.BLOCK_WORDS; i++) {
                    mask[i] |= bits[i];
                }
            }
            default -> throw new IllegalStateException("no container");
        }
    }

    private void addFromArray(int block, long[] mask) {
        int[] all = ordinals;
        int end = Math.min(count, all.length);
        int place = Arrays.binarySearch(all, 0, end, block << Blocks.SHIFT);
        for (int i = place < 0 ? ~place : place; i < end && all[i] >>> Blocks.SHIFT == block; i++) {
            mask[(all[i] & Blocks.MASK) >>> 6] |= 1L << all[i];
        }
    }

    /** Sets {@code found[i]} where block {@code first + i} has an ordinal. */
    void mark(int first, int blockCount, boolean[] found) {
        Object[] containers = blocks;
        if (containers != null) {
            for (int i = 0; i < blockCount && first + i < containers.length; i++) {
                found[i] |= containers[first + i] != null;
            }
            return;
        }
        int[] all = ordinals;
        int end = Math.min(count, all.length);
        int place = first == 0 ? 0 : Arrays.binarySearch(all, 0, end, first << Blocks.SHIFT);
        for (int i = place < 0 ? ~place : place; i < end; i++) {
            int block = (all[i] >>> Blocks.SHIFT) - first;
            if (block < 0 || block >= blockCount) {
                return;
            }
            found[block] = true;
        }
    }
}
