package io.tidaldb.oracle;

import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.RelationshipDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.TableKind;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /** An event in the log. */
    public record Logged(long position, Event event) {}

    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused() {
            super(null, null, false, false);
        }
    }

    private static final class Stream {
        final List<Logged> events = new ArrayList<>();
        final Remembered ids;

        Stream(Remembered ids) {
            this.ids = ids;
        }
    }

    private final boolean followsEvents;
    private final int rememberedIds;
    private Schema schema = Schema.EMPTY;
    private long position;
    private long newestEvent = Long.MIN_VALUE;
    private long moment = Long.MIN_VALUE;
    private boolean ordered = true;
    private final Map<Integer, Map<Object, Row>> rows = new TreeMap<>();
    private final Map<Integer, Stream> streams = new TreeMap<>();
    private final Map<Integer, Map<Edge, EdgeValue>> edges = new TreeMap<>();

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
        copy.moment = moment;
        copy.ordered = ordered;
        rows.forEach((table, map) -> copy.rows.put(table, new LinkedHashMap<>(map)));
        streams.forEach(
                (signal, stream) -> {
                    Stream other = new Stream(stream.ids.copy());
                    other.events.addAll(stream.events);
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
        try {
            new Commit(set, now).run();
        } catch (Refused e) {
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

    /** One write set under way. */
    private final class Commit {
        private final List<Operation> set;
        private final long latest;

        /** By operation: when the row that it names was born, -1 where there is none. */
        private final List<Long> named = new ArrayList<>();

        private final Map<Integer, Set<Long>> ids = new HashMap<>();

        Commit(List<Operation> set, long now) {
            this.set = set;
            this.latest = followsEvents ? MAX_TIME : Math.min(MAX_TIME, now + MAX_SKEW);
        }

        void run() {
            set.forEach(operation -> named.add(nameRow(operation)));
            for (int i = 0; i < set.size(); i++) {
                apply(set.get(i), named.get(i));
            }
            ids.forEach((signal, fresh) -> fresh.forEach(streams.get(signal).ids::add));
            requireReferences();
        }

        private long nameRow(Operation operation) {
            return switch (operation) {
                case Operation.Update update -> bornAt(update.table(), update.key());
                case Operation.Delete delete -> bornAt(delete.table(), delete.key());
                default -> -1;
            };
        }

        private long bornAt(int table, Object key) {
            Row row = rows.getOrDefault(table, Map.of()).get(key);
            return row == null ? -1 : row.bornAt;
        }

        private void apply(Operation operation, long bornAt) {
            switch (operation) {
                case Operation.Insert insert -> {
                    Object key = key(insert.table(), insert.row());
                    refuseIf(table(insert.table()).containsKey(key));
                    table(insert.table()).put(key, new Row(++position, insert.row()));
                }
                case Operation.Upsert upsert -> {
                    Object key = key(upsert.table(), upsert.row());
                    Row old = table(upsert.table()).get(key);
                    position++;
                    table(upsert.table())
                            .put(key, new Row(old == null ? position : old.bornAt, upsert.row()));
                }
                case Operation.Update update -> {
                    if (bornAt >= 0) {
                        update(update, bornAt);
                    }
                }
                case Operation.Delete delete -> {
                    if (bornAt >= 0) {
                        remove(delete.table(), bornAt);
                    }
                }
                case Operation.Append append -> append(append);
                case Operation.PutEdge put -> {
                    check(put.weight(), put.at());
                    refuseIf(!hasEnds(put.relationship(), put.from(), put.to()));
                    position++;
                    edges.get(put.relationship())
                            .put(
                                    new Edge(put.from(), put.to()),
                                    new EdgeValue(put.weight(), put.at()));
                }
                case Operation.RemoveEdge remove -> {
                    if (hasEnds(remove.relationship(), remove.from(), remove.to())) {
                        position++;
                        edges.get(remove.relationship())
                                .remove(new Edge(remove.from(), remove.to()));
                    }
                }
                case Operation.CreateTable create -> {
                    position++;
                    schema = schema.with(create.table());
                    rows.put(create.table().id(), new LinkedHashMap<>());
                }
                case Operation.CreateSignal create -> {
                    position++;
                    schema = schema.with(create.signal());
                    streams.put(create.signal().id(), new Stream(new Remembered(rememberedIds)));
                }
                case Operation.CreateRelationship create -> {
                    position++;
                    schema = schema.with(create.relationship());
                    edges.put(create.relationship().id(), new LinkedHashMap<>());
                }
                case Operation.Drop drop -> drop(drop.name());
            }
        }

        private void update(Operation.Update update, long bornAt) {
            TableDefinition table = schema.tableById(update.table()).orElseThrow();
            Object newKey = key(update.table(), update.row());
            Object oldKey = find(update.table(), bornAt);
            Map<Object, Row> all = table(update.table());
            if (table.primaryKey().isEmpty() || newKey.equals(oldKey)) {
                position++;
                all.remove(oldKey);
                all.put(newKey, new Row(bornAt, update.row()));
                return;
            }
            refuseIf(table.kind() != TableKind.PLAIN || all.containsKey(newKey));
            all.remove(oldKey);
            // The row under the old key is deleted, then one is inserted.
            position += 2;
            all.put(newKey, new Row(position, update.row()));
        }

        private void remove(int table, long bornAt) {
            Object key = find(table, bornAt);
            position++;
            table(table).remove(key);
            for (RelationshipDefinition relationship : schema.relationships()) {
                edges.get(relationship.id())
                        .keySet()
                        .removeIf(
                                edge ->
                                        relationship.fromTable() == table && edge.from.equals(key)
                                                || relationship.toTable() == table
                                                        && edge.to.equals(key));
            }
        }

        /** The key that the row of that birth has by now. */
        private Object find(int table, long bornAt) {
            return table(table).entrySet().stream()
                    .filter(entry -> entry.getValue().bornAt == bornAt)
                    .map(Map.Entry::getKey)
                    .findAny()
                    .orElseThrow(Refused::new);
        }

        private void append(Operation.Append append) {
            if (append.events().isEmpty()) {
                return;
            }
            SignalDefinition signal = signal(append.signal());
            Stream stream = streams.get(signal.id());
            for (Event event : append.events()) {
                check(event.weight(), event.at());
                refuseIf(!table(signal.targetTable()).containsKey(event.target()));
                refuseIf(
                        event.user() != null
                                && (signal.userTable() == SignalDefinition.NO_USER
                                        || !table(signal.userTable()).containsKey(event.user())));
            }
            Set<Long> fresh = ids.computeIfAbsent(signal.id(), s -> new LinkedHashSet<>());
            for (Event event : append.events()) {
                if (event.id() != null) {
                    if (stream.ids.contains(event.id()) || !fresh.add(event.id())) {
                        continue;
                    }
                }
                stream.events.add(new Logged(++position, event));
                newestEvent = Math.max(newestEvent, event.at());
            }
        }

        private void check(double weight, long at) {
            refuseIf(!(Math.abs(weight) <= MAX_WEIGHT) || at < 0 || at > latest);
        }

        private void drop(String name) {
            Schema before = schema;
            schema = schema.without(name);
            position++;
            before.table(name).ifPresent(table -> rows.remove(table.id()));
            before.signal(name).ifPresent(signal -> streams.remove(signal.id()));
            before.relationship(name).ifPresent(one -> edges.remove(one.id()));
            refuseIf(!schema.signals().stream().allMatch(BruteForce.this::isSound));
            refuseIf(
                    !schema.relationships().stream()
                            .allMatch(
                                    one ->
                                            rows.containsKey(one.fromTable())
                                                    && rows.containsKey(one.toTable())));
        }

        private void requireReferences() {
            for (TableDefinition table : schema.tables()) {
                for (int i = 0; i < table.columns().size(); i++) {
                    int target = table.columns().get(i).references();
                    if (target == ColumnDefinition.NO_REFERENCE) {
                        continue;
                    }
                    int column = i;
                    refuseIf(
                            !rows.get(table.id()).values().stream()
                                    .map(row -> row.values.get(column))
                                    .filter(Objects::nonNull)
                                    .allMatch(table(target)::containsKey));
                }
            }
        }

        private Map<Object, Row> table(int id) {
            Map<Object, Row> table = rows.get(id);
            refuseIf(table == null);
            return table;
        }
    }

    private static void refuseIf(boolean condition) {
        if (condition) {
            throw new Refused();
        }
    }

    private boolean isSound(SignalDefinition signal) {
        return rows.containsKey(signal.targetTable())
                && (signal.userTable() == SignalDefinition.NO_USER
                        || rows.containsKey(signal.userTable()));
    }

    private SignalDefinition signal(int id) {
        return schema.signals().stream()
                .filter(signal -> signal.id() == id)
                .findAny()
                .orElseThrow(Refused::new);
    }

    private boolean hasEnds(int relationship, Object from, Object to) {
        RelationshipDefinition definition =
                schema.relationships().stream()
                        .filter(one -> one.id() == relationship)
                        .findAny()
                        .orElseThrow(Refused::new);
        return rows.get(definition.fromTable()).containsKey(from)
                && rows.get(definition.toTable()).containsKey(to);
    }

    /**
     * A row's key: the value of its key column, or a list of several; in a keyless table itself.
     */
    private Object key(int table, List<Object> values) {
        List<Integer> columns = schema.tableById(table).orElseThrow(Refused::new).primaryKey();
        return switch (columns.size()) {
            case 0 -> values;
            case 1 -> values.get(columns.getFirst());
            default -> columns.stream().map(values::get).toList();
        };
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

    /** A signal's events in the log, oldest first, where their order is known. */
    public List<Logged> events(int signal) {
        return streams.get(signal).events;
    }

    /** By key of a signal's target, what counts for the row that has it now. */
    public Map<Object, Sums> sums(SignalDefinition signal) {
        Map<Object, List<Event>> counted = new HashMap<>();
        Map<Object, Row> targets = rows.get(signal.targetTable());
        for (Logged logged : events(signal.id())) {
            Row target = targets.get(logged.event.target());
            if (target != null && logged.position > target.bornAt) {
                counted.computeIfAbsent(logged.event.target(), t -> new ArrayList<>())
                        .add(logged.event);
            }
        }
        Map<Object, Sums> sums = new HashMap<>();
        targets.keySet()
                .forEach(key -> sums.put(key, new Sums(counted.getOrDefault(key, List.of()))));
        return sums;
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
