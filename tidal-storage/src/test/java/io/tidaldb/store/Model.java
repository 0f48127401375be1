package io.tidaldb.store;

import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** What a store should hold, kept in the simplest way: lists and maps, and sums over all events. */
final class Model {
    record Row(long bornAt, Object[] values) {}

    record Event(long seq, Long id, long post, String reader, double weight, long at) {}

    record Edge(String reader, long author) {}

    record EdgeValue(double weight, long at) {}

    /** A step that the store must refuse. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private long seq;
    final Map<Object, Row> posts = new TreeMap<>();
    final Map<Object, Row> authors = new TreeMap<>();
    final Map<Object, Row> readers = new TreeMap<>();
    final Map<Integer, List<Event>> events = new TreeMap<>();
    final Map<Integer, Set<Long>> eventIds = new TreeMap<>();
    final Map<Edge, EdgeValue> edges;

    Model() {
        edges = new HashMap<>();
        for (int signal : new int[] {Feed.LIKES, Feed.VIEWS, Feed.HIDES, Feed.OPENS}) {
            events.put(signal, new ArrayList<>());
            eventIds.put(signal, new HashSet<>());
        }
    }

    Model copy() {
        Model copy = new Model();
        copy.seq = seq;
        copy.posts.putAll(posts);
        copy.authors.putAll(authors);
        copy.readers.putAll(readers);
        events.forEach((signal, list) -> copy.events.put(signal, new ArrayList<>(list)));
        eventIds.forEach((signal, ids) -> copy.eventIds.put(signal, new HashSet<>(ids)));
        copy.edges.putAll(edges);
        return copy;
    }

    Map<Object, Row> table(int id) {
        return switch (id) {
            case Feed.POSTS -> posts;
            case Feed.AUTHORS -> authors;
            default -> readers;
        };
    }

    void insert(int table, Object[] row) {
        refuseIf(table(table).putIfAbsent(row[0], new Row(++seq, row)) != null);
    }

    void upsert(int table, Object[] row) {
        Row old = table(table).get(row[0]);
        table(table).put(row[0], new Row(old == null ? ++seq : old.bornAt, row));
    }

    /** Deletes the row that had a key when the write set was made. */
    void delete(int table, Object key, long bornAt) {
        Row row = table(table).get(key);
        refuseIf(row == null || row.bornAt != bornAt);
        table(table).remove(key);
        edges.keySet()
                .removeIf(
                        edge ->
                                table == Feed.READERS && edge.reader.equals(key)
                                        || table == Feed.AUTHORS && Objects.equals(edge.author, key));
    }

    void event(int signal, Long id, long post, String reader, double weight, long at) {
        refuseIf(!posts.containsKey(post) || reader != null && !readers.containsKey(reader));
        if (id == null || eventIds.get(signal).add(id)) {
            events.get(signal).add(new Event(++seq, id, post, reader, weight, at));
        }
    }

    void follow(String reader, long author, double weight, long at) {
        refuseIf(!readers.containsKey(reader) || !authors.containsKey(author));
        edges.put(new Edge(reader, author), new EdgeValue(weight, at));
    }

    void unfollow(String reader, long author) {
        edges.remove(new Edge(reader, author));
    }

    /** What is checked at a write set's end. */
    void endSet() {
        for (Row post : posts.values()) {
            refuseIf(post.values[2] != null && !authors.containsKey(post.values[2]));
        }
    }

    private static void refuseIf(boolean condition) {
        if (condition) {
            throw new Refused();
        }
    }

    double windowSum(int signal, long post, Window window, long now) {
        double sum = 0;
        for (Event event : counted(signal, post)) {
            long age =
                    window == Window.ALL
                            ? 0
                            : now / window.bucketMillis() - event.at / window.bucketMillis();
            if (window == Window.ALL || age >= 0 && age < window.buckets()) {
                sum += event.weight;
            }
        }
        return sum;
    }

    double decayed(int signal, long post, long halfLife, long now) {
        double sum = 0;
        for (Event event : counted(signal, post)) {
            sum += event.weight * Math.pow(2, -(double) (now - event.at) / halfLife);
        }
        return sum;
    }

    private List<Event> counted(int signal, long post) {
        long bornAt = posts.get(post).bornAt;
        return events.get(signal).stream()
                .filter(event -> event.post == post && event.seq > bornAt)
                .toList();
    }

    boolean inUserSet(String reader, long post, SignalDefinition... signals) {
        for (SignalDefinition signal : signals) {
            for (Event event : counted(signal.id(), post)) {
                if (reader.equals(event.reader) && event.seq > readers.get(reader).bornAt) {
                    return true;
                }
            }
        }
        return false;
    }
}
