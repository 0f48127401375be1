package io.tidaldb.ledger;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.checkpoint.Page;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.graph.Rows;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * For each item, the items that the same users had events on, with how many users these were.
 *
 * <p>A user's item is counted once with each of the {@link #RECENT} items that the user marked last
 * before it. Each item keeps the counts of a bounded number of partners, those of the largest, by
 * the Space-Saving algorithm (Metwally, Agrawal, El Abbadi: ICDT 2005): a new partner of a full
 * list takes the place and the count of the least one, which is remembered as its possible error.
 * So a count is never too small, and too large by its error at most, which is at most the sum of
 * all counts over the number of partners. Where there is room for all, counts are exact.
 *
 * <p>What is unmarked is uncounted with those of the user's last items that are still remembered,
 * as in Lazy SpaceSaving± (Zhao, Agrawal, El Abbadi, Metwally: VLDB 2022); with earlier ones it
 * stays counted.
 *
 * <p>An active user takes about 60 bytes, an active item about {@code 50 + 12 n} with room for
 * {@code n} partners, which is 4 at first and doubles up to the maximum. One writer thread; readers
 * on any thread.
 */
public final class RelatedItems {
    /** How many of a user's last items a further one is counted with. */
    public static final int RECENT = 8;

    /** How many items or users, as a power of two, share a page of a checkpoint. */
    private static final int GROUP_SHIFT = 6;

    private static final int GROUP = 1 << GROUP_SHIFT;

    private final int most;
    private final Rows<PartnerList> lists = new Rows<>();

    /** The last items of each user, newest first, then {@link #NONE}. */
    private final Rows<int[]> recent = new Rows<>();

    private final BitSet changedLists = new BitSet();
    private final BitSet changedUsers = new BitSet();

    /** Lists of an earlier one may be read by a checkpoint and are copied before they change. */
    private int generation;

    private final PartnerList[] fetched = new PartnerList[RECENT];

    /** What was met when lists were fetched; it keeps the fetching from being left out. */
    @SuppressWarnings("unused")
    private int met;

    private static final int NONE = -1;

    /**
     * @param most how many partners an item has at most, 1 or more
     */
    public RelatedItems(int most) {
        this.most = most;
    }

    /**
     * The partners of an item, each with how surely it is one.
     *
     * @param items their ordinals, in no order; some may have been deleted
     * @param counts for how many users at most they were counted together
     * @param errors by how much each count may be too large
     */
    public record Partners(int[] items, int[] counts, int[] errors) {
        static final Partners NOBODY = new Partners(new int[0], new int[0], new int[0]);
    }

    /** The partners of an item as of this call. Any thread. */
    public Partners of(int item) {
        PartnerList list = lists.get(item);
        return list == null ? Partners.NOBODY : list.read();
    }

    /** How many users an item was counted for. Any thread. */
    public int users(int item) {
        PartnerList list = lists.get(item);
        return list == null ? 0 : list.users();
    }

    /**
     * How closely two items are related: the count of both over the geometric mean of the counts of
     * each, which is the cosine of the sets of users (Ochiai 1957; for items Sarwar, Karypis,
     * Konstan, Riedl: WWW 2001). What may be an error of the count is left out. From 0 to 1.
     */
    public double score(int item, Partners partners, int index) {
        double both = partners.counts[index] - partners.errors[index];
        double each = Math.sqrt((double) users(item) * users(partners.items[index]));
        return each == 0 ? 0 : Math.min(1, both / each);
    }

    /** Counts an item that a user has just marked. Writer only. */
    public void add(int user, int item) {
        int[] last = recent.get(user);
        if (last == null) {
            last = new int[RECENT];
            Arrays.fill(last, NONE);
            recent.put(user, last);
        }
        if (indexOf(last, item) >= 0) {
            return;
        }
        fetch(last);
        PartnerList own = writable(item);
        own.addUser();
        for (int i = 0; i < RECENT && last[i] != NONE; i++) {
            own = count(item, own, last[i]);
            count(last[i], writable(last[i]), item);
        }
        System.arraycopy(last, 0, last, 1, RECENT - 1);
        last[0] = item;
        changedUsers.set(user >>> GROUP_SHIFT);
    }

    /**
     * Has the memory fetch the lists of items, what is independent of each other at a time;
     * counting in each by itself would wait for each.
     */
    private void fetch(int[] items) {
        int sum = 0;
        int count = 0;
        while (count < RECENT && items[count] != NONE) {
            fetched[count] = lists.get(items[count]);
            count++;
        }
        for (int i = 0; i < count; i++) {
            sum += fetched[i] == null ? 0 : fetched[i].size();
        }
        for (int i = 0; i < count; i++) {
            sum += fetched[i] == null ? 0 : fetched[i].touch();
        }
        met += sum;
    }

    private PartnerList count(int item, PartnerList list, int partner) {
        PartnerList counted = list.count(partner, most);
        if (counted != list) {
            lists.put(item, counted);
        }
        return counted;
    }

    /** Uncounts an item that a user has marked no longer. Writer only. */
    public void remove(int user, int item) {
        if (lists.get(item) != null) {
            writable(item).removeUser();
        }
        int[] last = recent.get(user);
        int at = last == null ? NONE : indexOf(last, item);
        if (at < 0) {
            return;
        }
        System.arraycopy(last, at + 1, last, at, RECENT - 1 - at);
        last[RECENT - 1] = NONE;
        changedUsers.set(user >>> GROUP_SHIFT);
        for (int i = 0; i < RECENT && last[i] != NONE; i++) {
            writable(item).uncount(last[i]);
            writable(last[i]).uncount(item);
        }
    }

    private static int indexOf(int[] items, int item) {
        for (int i = 0; i < items.length; i++) {
            if (items[i] == item) {
                return i;
            }
        }
        return NONE;
    }

    private PartnerList writable(int item) {
        changedLists.set(item >>> GROUP_SHIFT);
        PartnerList list = lists.get(item);
        if (list == null || list.generation() != generation) {
            list = list == null ? PartnerList.empty(most, generation) : list.copy(generation);
            lists.put(item, list);
        }
        return list;
    }

    /** Forgets an item, which is deleted. It stays a partner, until others take its place. */
    public void clearItem(int item) {
        if (lists.get(item) != null) {
            lists.put(item, null);
            changedLists.set(item >>> GROUP_SHIFT);
        }
    }

    /** Forgets the last items of a user, who is deleted; what was counted stays. Writer only. */
    public void clearUser(int user) {
        if (recent.get(user) != null) {
            recent.put(user, null);
            changedUsers.set(user >>> GROUP_SHIFT);
        }
    }

    /** Hands what changed since the last checkpoint to the sink. Writer only. */
    public void capture(int signal, Consumer<Page> sink) {
        for (int g = changedLists.nextSetBit(0); g >= 0; g = changedLists.nextSetBit(g + 1)) {
            PartnerList[] group = new PartnerList[GROUP];
            for (int i = 0; i < GROUP; i++) {
                group[i] = lists.get((g << GROUP_SHIFT) + i);
            }
            sink.accept(new ListPage(new PageId(PageId.Kind.RELATED, signal, 0, g, 0), group));
        }
        for (int g = changedUsers.nextSetBit(0); g >= 0; g = changedUsers.nextSetBit(g + 1)) {
            int[][] group = new int[GROUP][];
            for (int i = 0; i < GROUP; i++) {
                int[] last = recent.get((g << GROUP_SHIFT) + i);
                group[i] = last == null ? null : last.clone();
            }
            sink.accept(new RecentPage(new PageId(PageId.Kind.RECENT, signal, 0, g, 0), group));
        }
        changedLists.clear();
        changedUsers.clear();
        generation++;
    }

    /**
     * Fills what a page of a checkpoint holds. Writer only.
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
        boolean ofLists = id.kind() == PageId.Kind.RELATED;
        boolean dropped = false;
        for (int i = 0; i < GROUP; i++) {
            dropped |=
                    ofLists
                            ? restoreList(first + i, in, staleItem)
                            : restoreRecent(first + i, in, staleUser, staleItem);
        }
        if (in.remaining() != 0) {
            throw new MalformedBytesException("a group of related items has bytes too many");
        }
        if (dropped) {
            (ofLists ? changedLists : changedUsers).set((int) id.index());
        }
    }

    private boolean restoreList(int item, ByteReader in, IntPredicate stale) {
        int users = in.readVarInt();
        int size = in.readLength();
        if (users < 0 || size > most) {
            throw new MalformedBytesException("an item has " + size + " partners");
        }
        PartnerList list = PartnerList.of(users, size, most, generation);
        for (int i = 0; i < size; i++) {
            int partner = in.readVarInt();
            int count = in.readVarInt();
            int error = in.readVarInt();
            if (partner < 0 || count <= 0 || error < 0 || error > count) {
                throw new MalformedBytesException("a partner " + partner + " counts " + count);
            }
            if (!stale.test(partner)) {
                list.append(partner, count, error);
            }
        }
        boolean gone = (users > 0 || size > 0) && stale.test(item);
        if (!gone && (users > 0 || size > 0)) {
            lists.put(item, list);
        }
        return gone || list.size() < size;
    }

    private boolean restoreRecent(
            int user, ByteReader in, IntPredicate staleUser, IntPredicate staleItem) {
        int count = in.readLength();
        if (count > RECENT) {
            throw new MalformedBytesException("a user has " + count + " last items");
        }
        int[] last = new int[RECENT];
        Arrays.fill(last, NONE);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int item = in.readVarInt();
            if (item < 0) {
                throw new MalformedBytesException("an item's ordinal is " + item);
            }
            if (!staleItem.test(item)) {
                last[kept++] = item;
            }
        }
        boolean gone = count > 0 && staleUser.test(user);
        if (!gone && kept > 0) {
            recent.put(user, last);
        }
        return gone || kept < count;
    }

    /** For each item the users v, the partners' count v, and of each: ordinal, count, error v. */
    private record ListPage(PageId id, PartnerList[] items) implements Page {
        @Override
        public void write(ByteWriter out) {
            for (PartnerList list : items) {
                if (list == null) {
                    out.writeVarInt(0).writeVarInt(0);
                } else {
                    list.write(out);
                }
            }
        }
    }

    /** For each user the count v of last items, and each one's ordinal v, the newest first. */
    private record RecentPage(PageId id, int[][] users) implements Page {
        @Override
        public void write(ByteWriter out) {
            for (int[] last : users) {
                int count = last == null ? 0 : indexOf(last, NONE);
                count = count < 0 ? RECENT : count;
                out.writeVarInt(count);
                for (int i = 0; i < count; i++) {
                    out.writeVarInt(last[i]);
                }
            }
        }
    }
}
