package io.tidaldb.laws;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the database of {@link ModelLawsTest} holds, as lists. Everything is computed anew from all
 * events, straight from the definitions, in the simplest way there is.
 */
final class Model {
    static final long HOUR = 3_600_000;
    static final long DAY = 24 * HOUR;

    record Item(long id, Long creator, String topic, Double quality, Integer n) {}

    record Event(long item, long user, double weight, long at) {}

    final Map<Long, Item> items = new TreeMap<>();
    final Set<Long> eventIds = new HashSet<>();

    /** Of likes; those on items that were deleted since are gone. */
    final List<Event> likes = new ArrayList<>();

    /** All events there ever were, which the signal's table shows even of deleted items. */
    long logged;

    final Set<List<Long>> seen = new HashSet<>();
    final Set<List<Long>> hidden = new HashSet<>();
    final Set<List<Long>> follows = new HashSet<>();
    final Set<List<Long>> blocks = new HashSet<>();

    void deleteItem(long id) {
        items.remove(id);
        likes.removeIf(e -> e.item() == id);
        seen.removeIf(s -> s.get(1) == id);
        hidden.removeIf(h -> h.get(1) == id);
    }

    double decayed(long item, long halfLife, long now) {
        return likes.stream()
                .filter(e -> e.item() == item)
                .mapToDouble(e -> e.weight() * Math.pow(2, -(double) (now - e.at()) / halfLife))
                .sum();
    }

    /** The sum over whole buckets, of which the last holds the moment. */
    double windowSum(long item, int buckets, long bucketMillis, long now) {
        long last = Math.floorDiv(now, bucketMillis);
        return likes.stream()
                .filter(e -> e.item() == item)
                .filter(
                        e -> {
                            long bucket = Math.floorDiv(e.at(), bucketMillis);
                            return bucket > last - buckets && bucket <= last;
                        })
                .mapToDouble(Event::weight)
                .sum();
    }

    double count(long item) {
        return likes.stream().filter(e -> e.item() == item).mapToDouble(Event::weight).sum();
    }

    boolean isFollowed(long user, Item item) {
        return item.creator() != null && follows.contains(List.of(user, item.creator()));
    }

    boolean isExcluded(long user, Item item) {
        return hidden.contains(List.of(user, item.id()))
                || item.creator() != null && blocks.contains(List.of(user, item.creator()));
    }

    /** Best first, equal scores by key. */
    static List<Item> ranked(List<Item> candidates, Map<Long, Double> scores) {
        List<Item> sorted = new ArrayList<>(candidates);
        sorted.sort(
                Comparator.<Item>comparingDouble(i -> -scores.get(i.id())).thenComparing(Item::id));
        return sorted;
    }

    /** The greedy choice under a cap per creator; what it rejects follows, unless it is strict. */
    static List<Item> capped(List<Item> sorted, int max, boolean strict, int limit) {
        List<Item> taken = new ArrayList<>();
        List<Item> rejected = new ArrayList<>();
        Map<Long, Integer> counts = new HashMap<>();
        for (Item item : sorted) {
            boolean fits =
                    item.creator() == null || counts.merge(item.creator(), 1, Integer::sum) <= max;
            (fits ? taken : rejected).add(item);
        }
        if (!strict) {
            taken.addAll(rejected);
        }
        return taken.subList(0, Math.min(limit, taken.size()));
    }
}
