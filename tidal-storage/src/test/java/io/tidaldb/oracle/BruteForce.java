package io.tidaldb.oracle;

import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What a store should hold after the write sets that were committed: rows, edges and all events
 * ever, from which everything else is computed anew when it is asked for. It also knows which sets
 * must be refused, and the log position that each leads to.
 */
public final class BruteForce {
    static final double MAX_WEIGHT = 1e9;

    /** How far ahead of the clock an event may be. */
    public static final long MAX_SKEW = 5 * 60_000L;

    /** 9999-12-31T23:59:59.999Z, the last moment of all. */
    public static final long MAX_TIME = 253_402_300_799_999L;

    /** A row; what the log says of its key before it was born is not about it. */
    public record Row(long bornAt, List<Object> values) {}

    public record Edge(Object from, Object to) {}

    public record EdgeValue(double weight, long at) {}

    /**
     * An event in the log.
     *
     * @param since from when on it was known
     * @param until until when; {@link Long#MAX_VALUE} if it was not taken back
     */
    public record Logged(long position, Event event, long since, long until) {
        boolean isKnownAt(long moment) {
            return since <= moment && moment < until;
        }
    }

    /** A signal's events, and the ids of the recent ones. */
    static final class Stream {
        final List<Logged> events = new ArrayList<>();

        /** Those that were taken back: nothing is left of them but roundings. */
        final List<Logged> retracted = new ArrayList<>();

        final Remembered ids;

        /** How many events named a row that was not there. */
        long unknown;

        Stream(Remembered ids) {
            this.ids = ids;
        }
    }

    final boolean followsEvents;
    final int rememberedIds;
    final Map<Integer, Map<Object, Row>> rows = new TreeMap<>();
    final Map<Integer, Stream> streams = new TreeMap<>();
    final Map<Integer, Map<Edge, EdgeValue>> edges = new TreeMap<>();
    Schema schema = Schema.EMPTY;
    long position;
    long newestEvent = Long.MIN_VALUE;

    /** The store's moment of the last commit. */
    long committed;

    private long moment = Long.MIN_VALUE;
    private boolean ordered = true;

    /**
     * An empty store.
     *
     * @param followsEvents whether its clock stands at the newest event
     * @param rememberedIds how many event ids of each signal it remembers at least
     */
    public BruteForce(boolean followsEvents, int rememberedIds) {
        this.followsEvents = followsEvents;
        this.rememberedIds = rememberedIds;
    }

    public BruteForce copy() {
        BruteForce copy = new BruteForce(followsEvents, rememberedIds);
        copy.schema = schema;
        copy.position = position;
        copy.newestEvent = newestEvent;
        copy.committed = committed;
        copy.moment = moment;
        copy.ordered = ordered;
        rows.forEach((table, map) -> copy.rows.put(table, new LinkedHashMap<>(map)));
        streams.forEach(
                (signal, stream) -> {
                    Stream other = new Stream(stream.ids.copy());
                    other.events.addAll(stream.events);
                    other.retracted.addAll(stream.retracted);
                    other.unknown = stream.unknown;
                    copy.streams.put(signal, other);
                });
        edges.forEach(
                (relationship, map) -> copy.edges.put(relationship, new LinkedHashMap<>(map)));
        return copy;
    }

    /**
     * Commits a write set.
     *
     * @param now what the store's clock shows, without meaning if that follows the events
     * @return whether it is accepted; if it is not, this is not to be used any more
     */
    public boolean commit(List<Operation> set, long now) {
        long before = position;
        if (!new Commit(this, set, now).run()) {
            return false;
        }
        if (followsEvents) {
            moment = newestEvent;
        } else if (position > before) {
            advanceTo(now);
        }
        return true;
    }

    /** What there is after a write set; null if that is refused. */
    public BruteForce after(List<Operation> set, long now) {
        BruteForce next = copy();
        return next.commit(set, now) ? next : null;
    }

    /** The store's windows are made current for a moment. They never move back. */
    public void advanceTo(long now) {
        moment = Math.max(moment, followsEvents ? newestEvent : now);
    }

    /**
     * The store is opened again: windows are as of the clock then, which may have been set back.
     */
    public void reopenedAt(long now) {
        moment = followsEvents ? newestEvent : now;
    }

    /** Whether the store's clock stands at the newest event. */
    public boolean followsEvents() {
        return followsEvents;
    }

    public Schema schema() {
        return schema;
    }

    /** The position of the log's last entry. */
    public long position() {
        return position;
    }

    /** Where the windows are; {@link Long#MIN_VALUE} before the first moment. */
    public long moment() {
        return moment;
    }

    /** The newest time of all events there ever were; {@link Long#MIN_VALUE} for none. */
    public long newestEvent() {
        return newestEvent;
    }

    /** The store's moment of the last commit that wrote anything; 0 before the first. */
    public long committed() {
        return committed;
    }

    /** A table's rows by key. */
    public Map<Object, Row> rows(int table) {
        return rows.get(table);
    }

    public Map<Edge, EdgeValue> edges(int relationship) {
        return edges.get(relationship);
    }

    /** Whether the order of events is known, as they all come from one writer. */
    public boolean isOrdered() {
        return ordered;
    }

    /** A signal's events that were not taken back, oldest first, where their order is known. */
    public List<Logged> events(int signal) {
        return streams.get(signal).events;
    }

    /** How many of a signal's events named a row that was not there when they came. */
    public long unknown(int signal) {
        return streams.get(signal).unknown;
    }

    /** By key of a signal's target, what counts for the row that has it now. */
    public Map<Object, Sums> sums(SignalDefinition signal) {
        return sums(signal, Long.MAX_VALUE - 1);
    }

    /** What counted for those rows as it was known at a moment. */
    public Map<Object, Sums> sums(SignalDefinition signal, long knownAt) {
        Stream stream = streams.get(signal.id());
        Map<Object, Row> targets = rows.get(signal.targetTable());
        Map<Object, Sums> sums = new HashMap<>();
        targets.keySet().forEach(key -> sums.put(key, new Sums()));
        for (List<Logged> all : List.of(stream.events, stream.retracted)) {
            for (Logged logged : all) {
                Row target = targets.get(logged.event.target());
                if (target != null && logged.position > target.bornAt) {
                    Sums of = sums.get(logged.event.target());
                    (logged.isKnownAt(knownAt) ? of.events() : of.retracted()).add(logged.event);
                }
            }
        }
        return sums;
    }

    /**
     * By creator, what counts for the rows that it has now. Of all that counted for other rows
     * roundings may be left, since those may have been its own.
     */
    public Map<Object, Sums> rolledUp(SignalDefinition signal, Map<Object, Sums> sums) {
        int column = signal.rollUpColumn();
        int creators =
                schema.tableById(signal.targetTable())
                        .orElseThrow()
                        .columns()
                        .get(column)
                        .references();
        Map<Object, Sums> rolledUp = new HashMap<>();
        rows.get(creators).keySet().forEach(key -> rolledUp.put(key, new Sums()));
        rows.get(signal.targetTable())
                .forEach(
                        (key, row) -> {
                            Object creator = row.values.get(column);
                            if (creator != null) {
                                rolledUp.get(creator).events().addAll(sums.get(key).events());
                            }
                        });
        List<Event> all = logged(signal.id()).stream().map(Logged::event).toList();
        rolledUp.values().forEach(one -> one.retracted().addAll(all));
        return rolledUp;
    }

    /** A signal's events in the log, those that were taken back among them. */
    List<Logged> logged(int signal) {
        List<Logged> all = new ArrayList<>(streams.get(signal).events);
        all.addAll(streams.get(signal).retracted);
        return all;
    }

    /**
     * The items that users of a table have seen, or that are excluded for them: of the rows that
     * are there now.
     *
     * @param marks which signals count
     */
    public Map<Object, Set<Object>> marked(
            int itemTable, int userTable, Predicate<SignalDefinition> marks) {
        Map<Object, Set<Object>> marked = new HashMap<>();
        for (SignalDefinition signal : schema.signals()) {
            if (signal.targetTable() != itemTable
                    || signal.userTable() != userTable
                    || !marks.test(signal)) {
                continue;
            }
            for (Logged logged : events(signal.id())) {
                Event event = logged.event;
                Row item = rows.get(itemTable).get(event.target());
                Row user = event.user() == null ? null : rows.get(userTable).get(event.user());
                if (item != null
                        && user != null
                        && logged.position > item.bornAt
                        && logged.position > user.bornAt) {
                    marked.computeIfAbsent(event.user(), u -> new HashSet<>()).add(event.target());
                }
            }
        }
        return marked;
    }

    /**
     * What there is after several write to one store at once: each a continuation of the same
     * beginning, with rows, edges and definitions of its own, and events on its own rows or on rows
     * of the beginning, which none of them touches.
     */
    public static BruteForce merged(BruteForce beginning, List<BruteForce> writers) {
        BruteForce merged = beginning.copy();
        merged.ordered = false;
        for (BruteForce writer : writers) {
            if (writer.schema.version() > merged.schema.version()) {
                merged.schema = writer.schema;
            }
            writer.rows.forEach(
                    (table, map) ->
                            merged.rows
                                    .computeIfAbsent(table, t -> new LinkedHashMap<>())
                                    .putAll(map));
            writer.edges.forEach(
                    (one, map) ->
                            merged.edges
                                    .computeIfAbsent(one, r -> new LinkedHashMap<>())
                                    .putAll(map));
            merged.position += writer.position - beginning.position;
            merged.newestEvent = Math.max(merged.newestEvent, writer.newestEvent);
            merged.moment = Math.max(merged.moment, writer.moment);
            merged.committed = Math.max(merged.committed, writer.committed);
            writer.streams.forEach(
                    (signal, stream) -> merged.addEvents(signal, stream, beginning.position));
        }
        merged.rows.keySet().removeIf(id -> merged.schema.tableById(id).isEmpty());
        merged.streams
                .keySet()
                .removeIf(id -> merged.schema.signals().stream().noneMatch(s -> s.id() == id));
        merged.edges
                .keySet()
                .removeIf(
                        id -> merged.schema.relationships().stream().noneMatch(r -> r.id() == id));
        return merged;
    }

    private void addEvents(int signal, Stream from, long after) {
        Stream to = streams.computeIfAbsent(signal, s -> new Stream(new Remembered(rememberedIds)));
        to.retracted.addAll(from.retracted);
        to.unknown += from.unknown;
        for (Logged logged : from.events) {
            if (logged.position <= after) {
                continue;
            }
            Long id = logged.event.id();
            if (id != null && to.ids.contains(id)) {
                // Another writer's event of that identity came first; it is the same event.
                position--;
                continue;
            }
            if (id != null) {
                to.ids.add(id);
            }
            to.events.add(logged);
        }
    }
}
