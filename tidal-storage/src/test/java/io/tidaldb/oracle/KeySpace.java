package io.tidaldb.oracle;

import io.tidaldb.store.Feed;

import java.util.ArrayList;
import java.util.List;

/**
 * The keys that random operations are about: few, so that they meet again and again.
 *
 * @param first the first of the integer keys, and of the event ids
 * @param count how many keys a table has, at most 5
 * @param sharedPosts posts that are there all the time, which only get events
 */
public record KeySpace(long first, int count, List<Long> sharedPosts) {
    /** Hostile ones: empty, with a zero character, one the beginning of another, not ASCII. */
    private static final List<String> READERS = List.of("", "ann", "bo\0x", "çé", "bo");

    /** For a store with a single writer. */
    public static final KeySpace WHOLE = new KeySpace(0, 5, List.of());

    Object key(int table, int index) {
        return switch (table) {
            case Feed.READERS -> first == 0 ? READERS.get(index) : "r" + (first + index);
            default -> first + index;
        };
    }

    /** All keys of a table. */
    List<Object> keys(int table) {
        List<Object> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(key(table, i));
        }
        return keys;
    }
}
