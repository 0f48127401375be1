package io.tidaldb.ledger;

import io.tidaldb.bytes.ByteWriter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * One item's partners with their counts; see {@link RelatedItems}. The writer changes it in place
 * and makes {@code version} odd while it does, so that readers who copied something in between copy
 * again.
 */
final class PartnerList {
    private static final VarHandle VERSION;

    static {
        try {
            VERSION = MethodHandles.lookup().findVarHandle(PartnerList.class, "version", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int FIRST_ROOM = 4;

    /** How many cells a line of the processor's cache holds. */
    private static final int CELLS_PER_LINE = 16;

    /** Partners, their counts and their errors, a third of the array each. */
    private final int[] cells;

    private final int generation;
    private int users;
    private int size;

    /** No count is smaller, as far as is known. */
    private int floor;

    private int version;

    private PartnerList(int[] cells, int generation, int users, int size) {
        this.cells = cells;
        this.generation = generation;
        this.users = users;
        this.size = size;
    }

    static PartnerList empty(int most, int generation) {
        return of(0, FIRST_ROOM, most, generation);
    }

    /** Without partners, but with room for some. */
    static PartnerList of(int users, int room, int most, int generation) {
        int rounded = FIRST_ROOM;
        while (rounded < room) {
            rounded *= 2;
        }
        return new PartnerList(new int[3 * Math.min(rounded, most)], generation, users, 0);
    }

    PartnerList copy(int newGeneration) {
        return new PartnerList(cells.clone(), newGeneration, users, size);
    }

    int generation() {
        return generation;
    }

    int users() {
        return users;
    }

    int size() {
        return size;
    }

    /** Reads a cell of each line of memory that counting looks at. */
    int touch() {
        int met = size;
        for (int i = 0; i < cells.length * 2 / 3; i += CELLS_PER_LINE) {
            met += cells[i];
        }
        return met;
    }

    /** Writer only, and in restoring. */
    void append(int partner, int count, int error) {
        int room = cells.length / 3;
        cells[size] = partner;
        cells[room + size] = count;
        cells[2 * room + size] = error;
        floor = Math.min(floor, count);
        size++;
    }

    void addUser() {
        users++;
    }

    void removeUser() {
        users = Math.max(0, users - 1);
    }

    /** Counts a partner once more; returns the list that takes the place of this one. */
    PartnerList count(int partner, int most) {
        int room = cells.length / 3;
        int at = indexOf(partner);
        if (at < 0 && size == room && room < most) {
            return grown(Math.min(2 * room, most)).count(partner, most);
        }
        beginChange();
        if (at >= 0) {
            cells[room + at]++;
        } else if (size < room) {
            append(partner, 1, 0);
        } else {
            int least = indexOfLeast();
            int count = cells[room + least];
            cells[least] = partner;
            cells[room + least] = count + 1;
            cells[2 * room + least] = count;
        }
        endChange();
        return this;
    }

    private PartnerList grown(int room) {
        PartnerList grown = new PartnerList(new int[3 * room], generation, users, 0);
        for (int i = 0; i < size; i++) {
            grown.append(cells[i], cells[size + i], cells[2 * size + i]);
        }
        return grown;
    }

    /** Counts a partner once less, if it is one. */
    void uncount(int partner) {
        int at = indexOf(partner);
        if (at < 0) {
            return;
        }
        int room = cells.length / 3;
        beginChange();
        int count = --cells[room + at];
        floor = Math.min(floor, count);
        cells[2 * room + at] = Math.min(count, cells[2 * room + at]);
        if (count == 0) {
            size--;
            for (int third = 0; third < 3; third++) {
                cells[third * room + at] = cells[third * room + size];
            }
        }
        endChange();
    }

    private int indexOf(int partner) {
        for (int i = 0; i < size; i++) {
            if (cells[i] == partner) {
                return i;
            }
        }
        return -1;
    }

    /** The first of the smallest counts of a full list. */
    private int indexOfLeast() {
        int room = cells.length / 3;
        int least = 0;
        for (int i = 0; i < room; i++) {
            if (cells[room + i] <= floor) {
                return i;
            }
            if (cells[room + i] < cells[room + least]) {
                least = i;
            }
        }
        floor = cells[room + least];
        return least;
    }

    private void beginChange() {
        VERSION.setOpaque(this, version + 1);
        VarHandle.storeStoreFence();
    }

    private void endChange() {
        VERSION.setRelease(this, version + 1);
    }

    /** What it holds at one moment. Any thread. */
    RelatedItems.Partners read() {
        int room = cells.length / 3;
        while (true) {
            int before = (int) VERSION.getAcquire(this);
            int[] copy = cells.clone();
            int count = Math.min(size, room);
            VarHandle.loadLoadFence();
            if ((before & 1) == 0 && (int) VERSION.getOpaque(this) == before) {
                return new RelatedItems.Partners(
                        Arrays.copyOf(copy, count),
                        Arrays.copyOfRange(copy, room, room + count),
                        Arrays.copyOfRange(copy, 2 * room, 2 * room + count));
            }
            Thread.onSpinWait();
        }
    }

    void write(ByteWriter out) {
        int room = cells.length / 3;
        out.writeVarInt(users).writeVarInt(size);
        for (int i = 0; i < size; i++) {
            out.writeVarInt(cells[i]).writeVarInt(cells[room + i]);
            out.writeVarInt(cells[2 * room + i]);
        }
    }
}
