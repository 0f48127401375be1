package io.tidaldb.oracle;

import io.tidaldb.oracle.BruteForce.Edge;
import io.tidaldb.oracle.BruteForce.EdgeValue;
import io.tidaldb.oracle.BruteForce.Logged;
import io.tidaldb.oracle.BruteForce.Row;
import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.RelationshipDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.TableKind;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** One write set that {@link BruteForce} commits: each operation in turn, by its definition. */
final class Commit {
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused() {
            super(null, null, false, false);
        }
    }

    private final BruteForce to;
    private final List<Operation> set;
    private final long now;
    private final long latest;

    /** By operation: when the row that it names was born, -1 where there is none. */
    private final List<Long> named = new ArrayList<>();

    /** By operation: the positions of the events that it takes back. */
    private final Map<Operation, List<Long>> found = new IdentityHashMap<>();

    /** By signal, the ids of events in the set. */
    private final Map<Integer, Set<Long>> ids = new HashMap<>();

    Commit(BruteForce to, List<Operation> set, long now) {
        this.to = to;
        this.set = set;
        this.now = now;
        this.latest =
                to.followsEvents
                        ? BruteForce.MAX_TIME
                        : Math.min(BruteForce.MAX_TIME, now + BruteForce.MAX_SKEW);
    }

    /** Runs it; false if the set must be refused, which leaves things half done. */
    boolean run() {
        try {
            // Rows and events are named as they are when the set is made.
            set.forEach(operation -> named.add(nameRow(operation)));
            set.forEach(this::findEvents);
            long before = to.position;
            for (int i = 0; i < set.size(); i++) {
                apply(set.get(i), named.get(i));
            }
            if (to.position > before) {
                long moment = to.followsEvents ? Math.max(0, to.newestEvent) : now;
                to.committed = Math.max(to.committed, moment);
                becomeKnown(before);
            }
            ids.forEach((signal, fresh) -> fresh.forEach(to.streams.get(signal).ids::add));
            requireReferences();
            return true;
        } catch (Refused e) {
            return false;
        }
    }

    /** What is logged, and what is taken back, is known once the whole set is committed. */
    private void becomeKnown(long before) {
        for (BruteForce.Stream stream : to.streams.values()) {
            stream.events.replaceAll(
                    one ->
                            one.position() <= before
                                    ? one
                                    : new Logged(
                                            one.position(),
                                            one.event(),
                                            to.followsEvents ? one.event().at() : to.committed,
                                            Long.MAX_VALUE));
            stream.retracted.replaceAll(
                    one ->
                            one.until() < Long.MAX_VALUE
                                    ? one
                                    : new Logged(
                                            one.position(),
                                            one.event(),
                                            one.since(),
                                            to.committed));
        }
    }

    private static void refuseIf(boolean condition) {
        if (condition) {
            throw new Refused();
        }
    }

    private long nameRow(Operation operation) {
        return switch (operation) {
            case Operation.Update update -> bornAt(update.table(), update.key());
            case Operation.Delete delete -> bornAt(delete.table(), delete.key());
            default -> -1;
        };
    }

    private long bornAt(int table, Object key) {
        Row row = to.rows.getOrDefault(table, Map.of()).get(key);
        return row == null ? -1 : row.bornAt();
    }

    private void findEvents(Operation operation) {
        if (operation instanceof Operation.Retract retract && !retract.ids().isEmpty()) {
            List<Logged> logged = stream(retract.signal()).events;
            List<Long> positions = new ArrayList<>();
            for (Long id : retract.ids()) {
                positions.add(
                        logged.stream()
                                .filter(one -> id.equals(one.event().id()))
                                .mapToLong(Logged::position)
                                .max()
                                .orElseThrow(Refused::new));
            }
            found.put(operation, positions);
        }
    }

    private void apply(Operation operation, long bornAt) {
        switch (operation) {
            case Operation.Insert insert -> {
                Object key = key(insert.table(), insert.row());
                refuseIf(table(insert.table()).containsKey(key));
                table(insert.table()).put(key, new Row(++to.position, insert.row()));
            }
            case Operation.Upsert upsert -> {
                Object key = key(upsert.table(), upsert.row());
                Row old = table(upsert.table()).get(key);
                to.position++;
                table(upsert.table())
                        .put(key, new Row(old == null ? to.position : old.bornAt(), upsert.row()));
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
            case Operation.Retract retract -> retract(retract);
            case Operation.PutEdge put -> {
                check(put.weight(), put.at());
                refuseIf(!hasEnds(put.relationship(), put.from(), put.to()));
                to.position++;
                to.edges
                        .get(put.relationship())
                        .put(new Edge(put.from(), put.to()), new EdgeValue(put.weight(), put.at()));
            }
            case Operation.RemoveEdge remove -> {
                if (hasEnds(remove.relationship(), remove.from(), remove.to())) {
                    to.position++;
                    to.edges
                            .get(remove.relationship())
                            .remove(new Edge(remove.from(), remove.to()));
                }
            }
            case Operation.CreateTable create -> {
                to.position++;
                to.schema = to.schema.with(create.table());
                to.rows.put(create.table().id(), new LinkedHashMap<>());
            }
            case Operation.CreateSignal create -> {
                to.position++;
                to.schema = to.schema.with(create.signal());
                to.streams.put(
                        create.signal().id(),
                        new BruteForce.Stream(new Remembered(to.rememberedIds)));
            }
            case Operation.CreateRelationship create -> {
                to.position++;
                to.schema = to.schema.with(create.relationship());
                to.edges.put(create.relationship().id(), new LinkedHashMap<>());
            }
            case Operation.CreateIndex create -> {
                to.position++;
                to.schema = to.schema.with(create.index());
            }
            case Operation.DropIndex drop -> {
                to.position++;
                to.schema = to.schema.withoutIndex(drop.name());
            }
            case Operation.Drop drop -> drop(drop.name());
        }
    }

    private void update(Operation.Update update, long bornAt) {
        TableDefinition table = to.schema.tableById(update.table()).orElseThrow();
        Object newKey = key(update.table(), update.row());
        Object oldKey = find(update.table(), bornAt);
        Map<Object, Row> all = table(update.table());
        if (table.primaryKey().isEmpty() || newKey.equals(oldKey)) {
            to.position++;
            all.remove(oldKey);
            all.put(newKey, new Row(bornAt, update.row()));
            return;
        }
        refuseIf(table.kind() != TableKind.PLAIN || all.containsKey(newKey));
        all.remove(oldKey);
        // The row under the old key is deleted, then one is inserted.
        to.position += 2;
        all.put(newKey, new Row(to.position, update.row()));
    }

    private void remove(int table, long bornAt) {
        Object key = find(table, bornAt);
        to.position++;
        table(table).remove(key);
        for (RelationshipDefinition relationship : to.schema.relationships()) {
            to.edges
                    .get(relationship.id())
                    .keySet()
                    .removeIf(
                            edge ->
                                    relationship.fromTable() == table && edge.from().equals(key)
                                            || relationship.toTable() == table
                                                    && edge.to().equals(key));
        }
    }

    /** The key that the row of that birth has by now. */
    private Object find(int table, long bornAt) {
        return table(table).entrySet().stream()
                .filter(entry -> entry.getValue().bornAt() == bornAt)
                .map(Map.Entry::getKey)
                .findAny()
                .orElseThrow(Refused::new);
    }

    private void append(Operation.Append append) {
        if (append.events().isEmpty()) {
            return;
        }
        SignalDefinition signal = signal(append.signal());
        BruteForce.Stream stream = to.streams.get(signal.id());
        for (Event event : append.events()) {
            check(event.weight(), event.at());
            refuseIf(event.user() != null && signal.userTable() == SignalDefinition.NO_USER);
            refuseIf(!signal.acceptsUnknown() && isUnknown(signal, event));
        }
        Set<Long> fresh = ids.computeIfAbsent(signal.id(), s -> new LinkedHashSet<>());
        for (Event event : append.events()) {
            if (event.id() != null) {
                if (stream.ids.contains(event.id()) || !fresh.add(event.id())) {
                    continue;
                }
            }
            stream.events.add(new Logged(++to.position, event, to.committed, Long.MAX_VALUE));
            stream.unknown += isUnknown(signal, event) ? 1 : 0;
            to.newestEvent = Math.max(to.newestEvent, event.at());
        }
    }

    private boolean isUnknown(SignalDefinition signal, Event event) {
        return !table(signal.targetTable()).containsKey(event.target())
                || event.user() != null && !table(signal.userTable()).containsKey(event.user());
    }

    private void retract(Operation.Retract retract) {
        if (retract.ids().isEmpty()) {
            return;
        }
        BruteForce.Stream stream = stream(retract.signal());
        for (long position : found.get(retract)) {
            for (Logged logged : List.copyOf(stream.events)) {
                if (logged.position() == position) {
                    stream.events.remove(logged);
                    stream.retracted.add(logged);
                    to.position++;
                }
            }
        }
    }

    private void check(double weight, long at) {
        refuseIf(!(Math.abs(weight) <= BruteForce.MAX_WEIGHT) || at < 0 || at > latest);
    }

    private void drop(String name) {
        Schema before = to.schema;
        to.schema = before.without(name);
        to.position++;
        before.table(name).ifPresent(table -> to.rows.remove(table.id()));
        before.signal(name).ifPresent(signal -> to.streams.remove(signal.id()));
        before.relationship(name).ifPresent(one -> to.edges.remove(one.id()));
        for (SignalDefinition signal : to.schema.signals()) {
            table(signal.targetTable());
            refuseIf(
                    signal.userTable() != SignalDefinition.NO_USER
                            && !to.rows.containsKey(signal.userTable()));
        }
        for (RelationshipDefinition one : to.schema.relationships()) {
            table(one.fromTable());
            table(one.toTable());
        }
    }

    private void requireReferences() {
        for (TableDefinition table : to.schema.tables()) {
            for (int i = 0; i < table.columns().size(); i++) {
                int target = table.columns().get(i).references();
                if (target == ColumnDefinition.NO_REFERENCE) {
                    continue;
                }
                int column = i;
                refuseIf(
                        !table(table.id()).values().stream()
                                .map(row -> row.values().get(column))
                                .filter(Objects::nonNull)
                                .allMatch(table(target)::containsKey));
            }
        }
    }

    private Map<Object, Row> table(int id) {
        Map<Object, Row> table = to.rows.get(id);
        refuseIf(table == null);
        return table;
    }

    private SignalDefinition signal(int id) {
        return to.schema.signals().stream()
                .filter(signal -> signal.id() == id)
                .findAny()
                .orElseThrow(Refused::new);
    }

    private BruteForce.Stream stream(int id) {
        return to.streams.get(signal(id).id());
    }

    private boolean hasEnds(int relationship, Object from, Object toKey) {
        RelationshipDefinition definition =
                to.schema.relationships().stream()
                        .filter(one -> one.id() == relationship)
                        .findAny()
                        .orElseThrow(Refused::new);
        return table(definition.fromTable()).containsKey(from)
                && table(definition.toTable()).containsKey(toKey);
    }

    /**
     * A row's key: the value of its key column, or a list of several; in a keyless table itself.
     */
    private Object key(int table, List<Object> values) {
        List<Integer> columns = to.schema.tableById(table).orElseThrow(Refused::new).primaryKey();
        return switch (columns.size()) {
            case 0 -> values;
            case 1 -> values.get(columns.getFirst());
            default -> columns.stream().map(values::get).toList();
        };
    }
}
