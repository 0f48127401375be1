package io.tidaldb.sql.runtime;

import io.tidaldb.column.DoubleColumn;
import io.tidaldb.graph.EdgeSet;
import io.tidaldb.ledger.UserSets;
import io.tidaldb.rank.topk.KeyOrder;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * How many of the people whom a user reaches over a relationship have events of a signal on each
 * item. Counted once for a statement: the people's sets of items are added up into a column.
 *
 * <p>People are visited by steps; in each, edges of more weight go first, then newer ones, then
 * those to the smaller key. What is beyond a limit is left out, so the same edges always give the
 * same counts.
 */
final class SocialMarks {
    /** How many people a statement visits at most. */
    static final int MAX_PEOPLE = 5_000;

    /** How many edges are looked at on the way at most. */
    static final int MAX_EDGES = 1_000_000;

    /** How many items of theirs are counted at most. */
    static final int MAX_ITEMS = 5_000_000;

    private record Edge(int to, double weight, long at) {}

    private final KeyOrder users;
    private final int mostPeople;
    private final EdgeSet edges;
    private final Runnable interruption;
    private final BitSet met = new BitSet();
    private final List<Integer> people = new ArrayList<>();
    private long looked;
    private boolean cut;

    /**
     * @param users the order of their keys
     * @param mostPeople how many people are visited at most
     * @param interruption is run now and then, and ends it by what it throws
     */
    SocialMarks(KeyOrder users, EdgeSet edges, int mostPeople, Runnable interruption) {
        this.users = users;
        this.mostPeople = mostPeople;
        this.edges = edges;
        this.interruption = interruption;
    }

    /**
     * Counts.
     *
     * @param user where the way begins; the user is not one of the people
     * @param depth how many steps it takes
     */
    DoubleColumn count(int user, int depth, UserSets marks) {
        met.set(user);
        visit(user);
        for (int i = 0, firstStep = people.size(); depth > 1 && i < firstStep && !cut; i++) {
            visit(people.get(i));
        }
        DoubleColumn counts = DoubleColumn.ofSums();
        long items = 0;
        for (int i = 0; i < people.size(); i++) {
            interruption.run();
            int[] members = marks.members(people.get(i));
            items += members.length;
            if (items > MAX_ITEMS) {
                cut = true;
                break;
            }
            for (int item : members) {
                counts.addInteger(item, 1);
            }
        }
        return counts;
    }

    /** Whether a limit left something out. */
    boolean isCut() {
        return cut;
    }

    private void visit(int from) {
        interruption.run();
        looked += edges.degree(from);
        if (looked > MAX_EDGES && !people.isEmpty()) {
            cut = true;
            return;
        }
        List<Edge> found = new ArrayList<>();
        edges.forEachFrom(
                from,
                (source, to, weight, at) -> {
                    if (!met.get(to)) {
                        found.add(new Edge(to, weight, at));
                    }
                });
        found.sort(
                Comparator.comparingDouble(Edge::weight)
                        .reversed()
                        .thenComparing(Comparator.comparingLong(Edge::at).reversed())
                        .thenComparing((a, b) -> users.compareKeys(a.to, b.to)));
        for (Edge edge : found) {
            if (people.size() == mostPeople) {
                cut = true;
                return;
            }
            met.set(edge.to);
            people.add(edge.to);
        }
    }
}
