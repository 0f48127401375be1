package io.tidaldb.ledger;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.checkpoint.Page;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.column.OrdinalSet;
import io.tidaldb.graph.Adjacency;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** The items that each user has events of a signal on. */
public final class UserSets implements UserItems {
    /** How many users, as a power of two, share a page of a checkpoint. */
    private static final int GROUP_SHIFT = 4;

    private static final int GROUP = 1 << GROUP_SHIFT;

    /** How many users are looked up at once. */
    private static final int BATCH = 64;

    private final Adjacency items = new Adjacency();

    /** The groups of users that changed since the last checkpoint. */
    private final BitSet changed = new BitSet();

    @Override
    public OrdinalSet of(int user) {
        return items.of(user);
    }

    /** The same, ascending. Any thread. */
    public int[] members(int user) {
        return items.members(user);
    }

    /**
     * Adds items of users, of which the first {@code count} count; those with a negative ordinal
     * are left out. Writer only.
     */
    public void add(int[] users, int[] newItems, int count) {
        for (int i = 0; i < count; i++) {
            if (i % BATCH == 0) {
                items.fetch(users, i, Math.min(count, i + BATCH));
            }
            if (users[i] >= 0 && newItems[i] >= 0) {
                add(users[i], newItems[i]);
            }
        }
    }

    /** Adds an item; false, and nothing happens, if it is there. Writer only. */
    public boolean add(int user, int item) {
        if (!items.add(user, item)) {
            return false;
        }
        changed.set(user >>> GROUP_SHIFT);
        return true;
    }

    /** Adds all items that users have in other sets. Writer only. */
    public void addAll(UserSets other) {
        for (int user = 0; user < other.items.limit(); user++) {
            Supplier<int[]> members = other.items.snapshot(user);
            if (members != null) {
                for (int item : members.get()) {
                    add(user, item);
                }
            }
        }
    }

    /** Removes an item; false, and nothing happens, if it is not there. Writer only. */
    public boolean remove(int user, int item) {
        if (!items.remove(user, item)) {
            return false;
        }
        changed.set(user >>> GROUP_SHIFT);
        return true;
    }

    /** Removes all of a user's items, as when the user is deleted. Writer only. */
    public void clear(int user) {
        if (items.clear(user).length > 0) {
            changed.set(user >>> GROUP_SHIFT);
        }
    }

    /** The group that a user's items are in, by which its page is known. */
    public static int group(int user) {
        return user >>> GROUP_SHIFT;
    }

    /**
     * Hands the groups of users that changed since the last checkpoint to the sink. Writer only.
     */
    public void capture(LongFunction<PageId> ids, Consumer<Page> sink) {
        for (int g = changed.nextSetBit(0); g >= 0; g = changed.nextSetBit(g + 1)) {
            List<Supplier<int[]>> users = new ArrayList<>(GROUP);
            for (int i = 0; i < GROUP; i++) {
                users.add(items.snapshot((g << GROUP_SHIFT) + i));
            }
            sink.accept(new GroupPage(ids.apply(g), users));
        }
        changed.clear();
    }

    /**
     * Fills a group of users from a checkpoint. Writer only.
     *
     * @param staleUser tells users who are not those that the page knew
     * @param staleItem tells items that are not those that the page knew
     * @throws MalformedBytesException if it is no such page
     */
    public void restore(PageId id, ByteReader in, IntPredicate staleUser, IntPredicate staleItem) {
        if (id.index() < 0 || id.index() > Integer.MAX_VALUE >>> GROUP_SHIFT) {
            throw new MalformedBytesException("a page is of group " + id.index());
        }
        int first = (int) id.index() << GROUP_SHIFT;
        for (int i = 0; i < GROUP; i++) {
            int[] members = new int[in.readLength()];
            long item = 0;
            int kept = 0;
            boolean keep = members.length > 0 && !staleUser.test(first + i);
            for (int m = 0; m < members.length; m++) {
                item += in.readVarInt() & 0xFFFF_FFFFL;
                if (item > Integer.MAX_VALUE) {
                    throw new MalformedBytesException("an item's ordinal is " + item);
                }
                if (keep && !staleItem.test((int) item)) {
                    members[kept++] = (int) item;
                }
            }
            if (kept < members.length) {
                changed.set((int) id.index());
            }
            if (kept > 0) {
                items.restore(
                        first + i, kept == members.length ? members : Arrays.copyOf(members, kept));
            }
        }
        if (in.remaining() != 0) {
            throw new MalformedBytesException("a group of users has bytes too many");
        }
    }

    /** Whether a user's items are the same in other sets. Writer only. */
    public boolean holdsSame(int user, UserSets other) {
        Supplier<int[]> mine = items.snapshot(user);
        Supplier<int[]> theirs = other.items.snapshot(user);
        return Arrays.equals(
                mine == null ? new int[0] : mine.get(), theirs == null ? new int[0] : theirs.get());
    }

    /** For each user the items' count v, then each item's distance to the one before it v. */
    private record GroupPage(PageId id, List<Supplier<int[]>> users) implements Page {
        @Override
        public void write(ByteWriter out) {
            for (Supplier<int[]> user : users) {
                int[] members = user == null ? new int[0] : user.get();
                out.writeVarInt(members.length);
                int last = 0;
                for (int member : members) {
                    out.writeVarInt(member - last);
                    last = member;
                }
            }
        }
    }
}
