package io.tidaldb.graph;

import io.tidaldb.column.Blocks;
import io.tidaldb.column.OrdinalSet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The ordinals adjacent to one row: a sorted run that never changes, and a short tail of changes
 * appended to it, of which the newest of an ordinal counts. Appending is one store and a release of
 * the tail's length, so that readers need no lock; a full tail makes a new, merged object. Members
 * take 4 bytes each, a set of a few of them about 70.
 */
sealed class Neighbors implements OrdinalSet permits WeightedNeighbors {
    static final int[] NONE = {};

    private static final int FIRST_TAIL = 4;
    private static final int SHORTEST_FULL_TAIL = 32;
    private static final int LONGEST_TAIL = 4096;
    private static final VarHandle LENGTH;

    static {
        try {
            LENGTH = MethodHandles.lookup().findVarHandle(Neighbors.class, "length", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Sorted, without duplicates. */
    final int[] run;

    /** An ordinal that was put, or the complement of one that was removed. */
    final int[] tail;

    /** How much of the tail is in use. */
    private int length;

    private int cardinality;
    private boolean removals;

    Neighbors(int[] run, int[] tail, int length, int cardinality, boolean removals) {
        this.run = run;
        this.tail = tail;
        this.length = length;
        this.cardinality = cardinality;
        this.removals = removals;
    }

    static Neighbors empty() {
        return new Neighbors(NONE, new int[FIRST_TAIL], 0, 0, false);
    }

    @Override
    public final boolean contains(int ordinal) {
        return position(ordinal, length()) != ABSENT;
    }

    @Override
    public final int cardinality() {
        length();
        return cardinality;
    }

    @Override
    public final void addTo(int block, long[] bits) {
        int used = length();
        int first = block << Blocks.SHIFT;
        int last = first + Blocks.MASK;
        boolean mayBeRemoved = removals;
        int start = Arrays.binarySearch(run, first);
        for (int i = start < 0 ? ~start : start; i < run.length && run[i] <= last; i++) {
            if (!mayBeRemoved || position(run[i], used) != ABSENT) {
                set(bits, run[i]);
            }
        }
        for (int i = 0; i < used; i++) {
            int ordinal = tail[i];
            if (ordinal >= first && ordinal <= last) {
                if (!mayBeRemoved || position(ordinal, used) != ABSENT) {
                    set(bits, ordinal);
                }
            }
        }
    }

    @Override
    public final void addBlocksTo(int first, int count, boolean[] blocks) {
        // Blocks from which all members were removed are set as well.
        int used = length();
        int start = Arrays.binarySearch(run, first << Blocks.SHIFT);
        for (int i = start < 0 ? ~start : start; i < run.length; i++) {
            int block = (run[i] >>> Blocks.SHIFT) - first;
            if (block >= count) {
                break;
            }
            blocks[block] = true;
        }
        for (int i = 0; i < used; i++) {
            int block = (tail[i] >> Blocks.SHIFT) - first;
            if (tail[i] >= 0 && block >= 0 && block < count) {
                blocks[block] = true;
            }
        }
    }

    /** Reads what a search for an ordinal meets first. */
    final int touch() {
        int middle = run.length >>> 1;
        int near = middle >>> 1;
        int met = tail[0] + length;
        return run.length == 0 ? met : met + run[middle] + run[near] + run[middle + near];
    }

    private static void set(long[] bits, int ordinal) {
        int row = ordinal & Blocks.MASK;
        bits[row >>> 6] |= 1L << row;
    }

    /** What {@link #position} gives for an ordinal that is no member. */
    static final int ABSENT = Integer.MIN_VALUE;

    /**
     * Where a member's newest entry is: its index in the run, or the complement of that in the
     * tail.
     */
    final int position(int ordinal, int used) {
        for (int i = used - 1; i >= 0; i--) {
            if (tail[i] == ordinal) {
                return ~i;
            }
            if (tail[i] == ~ordinal) {
                return ABSENT;
            }
        }
        int index = Arrays.binarySearch(run, ordinal);
        return index < 0 ? ABSENT : index;
    }

    /** The length of the tail; everything up to there may be read after this. */
    final int length() {
        return (int) LENGTH.getAcquire(this);
    }

    final boolean mayHoldRemovals() {
        return removals;
    }

    /** Whether there is no room to append. Writer only. */
    final boolean full() {
        return length == tail.length;
    }

    /**
     * Appends an entry that makes {@code ordinal} a member. Writer only, where not {@link #full}.
     */
    final void appendMember(int ordinal, boolean isNew) {
        tail[length] = ordinal;
        if (isNew) {
            cardinality++;
        }
        LENGTH.setRelease(this, length + 1);
    }

    /** Appends the removal of a member. Writer only, where not {@link #full}. */
    final void appendRemoval(int ordinal) {
        tail[length] = ~ordinal;
        cardinality--;
        removals = true;
        LENGTH.setRelease(this, length + 1);
    }

    /** The same members with room to append: the tail lengthened, or else merged. Writer only. */
    final Neighbors withRoom() {
        int longest =
                Math.clamp(2L * (int) Math.sqrt(run.length), SHORTEST_FULL_TAIL, LONGEST_TAIL);
        return tail.length < longest
                ? lengthened(Math.min(longest, tail.length * 2))
                : merged(FIRST_TAIL);
    }

    Neighbors lengthened(int room) {
        return new Neighbors(run, Arrays.copyOf(tail, room), length, cardinality, removals);
    }

    /** All members, ascending. Any thread. */
    final int[] toArray() {
        return ordinals(merge(length()));
    }

    /** The same members with an empty tail of that capacity. Any thread. */
    Neighbors merged(int room) {
        int[] members = toArray();
        return new Neighbors(members, new int[room], 0, members.length, false);
    }

    /** The ordinals of entries given by {@link #position}. */
    final int[] ordinals(int[] positions) {
        int[] ordinals = new int[positions.length];
        for (int i = 0; i < positions.length; i++) {
            ordinals[i] = positions[i] < 0 ? tail[~positions[i]] : run[positions[i]];
        }
        return ordinals;
    }

    /** The positions of all members in ascending order of their ordinals. */
    final int[] merge(int used) {
        long[] changes = new long[used];
        for (int i = 0; i < used; i++) {
            int ordinal = tail[i] < 0 ? ~tail[i] : tail[i];
            changes[i] = (long) ordinal << Integer.SIZE | i;
        }
        Arrays.sort(changes);
        int[] positions = new int[run.length + used];
        int count = 0;
        int next = 0;
        for (int i = 0; i < used; i++) {
            int ordinal = (int) (changes[i] >>> Integer.SIZE);
            if (i + 1 < used && (int) (changes[i + 1] >>> Integer.SIZE) == ordinal) {
                continue;
            }
            while (next < run.length && run[next] < ordinal) {
                positions[count++] = next++;
            }
            if (next < run.length && run[next] == ordinal) {
                next++;
            }
            int index = (int) changes[i];
            if (tail[index] >= 0) {
                positions[count++] = ~index;
            }
        }
        while (next < run.length) {
            positions[count++] = next++;
        }
        return Arrays.copyOf(positions, count);
    }
}
