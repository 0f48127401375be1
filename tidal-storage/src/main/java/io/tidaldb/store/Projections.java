package io.tidaldb.store;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.graph.EdgeSet;
import io.tidaldb.index.TableIndex;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.ledger.EventIds;
import io.tidaldb.ledger.Owners;
import io.tidaldb.ledger.RelatedItems;
import io.tidaldb.ledger.RetractedEvents;
import io.tidaldb.ledger.SignalLedger;
import io.tidaldb.ledger.UserItems;
import io.tidaldb.ledger.UserSets;
import io.tidaldb.schema.IndexDefinition;
import io.tidaldb.schema.RelationshipDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.table.Table;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What is in memory for one version of the definitions. The maps never change; what they lead to
 * does, by the writer thread. A new version shares all objects whose definitions stayed.
 */
final class Projections {
    /**
     * A signal's state.
     *
     * @param retracted which of its events were taken back
     * @param expiry which of its events have expired
     * @param users the table of its users, or null
     * @param marks the items that each user has events on, where it keeps them, or null
     * @param related the items that the same users have events on, where it relates them, or null
     * @param owners the creators of its targets, where it is rolled up to them, or null
     */
    record Signal(
            SignalDefinition definition,
            SignalLedger ledger,
            EventIds eventIds,
            RetractedEvents retracted,
            Expiry expiry,
            Table targets,
            Table users,
            UserSets marks,
            RelatedItems related,
            Owners owners) {}

    /**
     * Which creator each item has, as a column of the items says; for signals that are rolled up.
     */
    record Ownership(Table items, int column, Table creators, Owners owners) {}

    /** A relationship's state. */
    record Relationship(RelationshipDefinition definition, EdgeSet edges, Table from, Table to) {}

    private final Schema schema;
    private final Map<Integer, Table> tables = new HashMap<>();
    private final Map<Integer, Signal> signals = new HashMap<>();
    private final Map<Integer, Relationship> relationships = new HashMap<>();
    private final Map<Integer, TableIndex> indexes = new HashMap<>();
    private final Map<Table, List<TableIndex>> indexesOfTables = new HashMap<>();
    private final List<Ownership> ownerships = new ArrayList<>();

    private Projections(Schema schema) {
        this.schema = schema;
    }

    /** Without any definitions. */
    static Projections empty() {
        return new Projections(Schema.EMPTY);
    }

    /**
     * The projections of other definitions: those of objects that stay are shared, those of new
     * ones are empty.
     */
    Projections evolve(Schema next, KeyValueStore store, StoreOptions options) {
        Projections to = new Projections(next);
        for (TableDefinition table : next.tables()) {
            Table known = tables.get(table.id());
            to.tables.put(table.id(), known != null ? known : new Table(table, store));
        }
        for (SignalDefinition signal : next.signals()) {
            to.add(signal, this, options, false);
        }
        for (RelationshipDefinition relationship : next.relationships()) {
            Relationship known = relationships.get(relationship.id());
            to.relationships.put(
                    relationship.id(),
                    new Relationship(
                            relationship,
                            known != null ? known.edges : new EdgeSet(),
                            to.tables.get(relationship.fromTable()),
                            to.tables.get(relationship.toTable())));
        }
        for (IndexDefinition index : next.indexes()) {
            TableIndex known = indexes.get(index.id());
            Table table = to.tables.get(index.table());
            to.add(known != null ? known : new TableIndex(index, table));
        }
        return to;
    }

    private void add(TableIndex index) {
        indexes.put(index.definition().id(), index);
        indexesOfTables.computeIfAbsent(index.table(), t -> new ArrayList<>()).add(index);
    }

    private void add(
            SignalDefinition signal, Projections from, StoreOptions options, boolean anew) {
        Signal same = from.signals.get(signal.id());
        Signal known = anew ? null : same;
        signals.put(
                signal.id(),
                new Signal(
                        signal,
                        known != null ? known.ledger : new SignalLedger(signal),
                        known != null
                                ? known.eventIds
                                : new EventIds(
                                        options.rememberedEventIds(), options.directory() != null),
                        known != null ? known.retracted : new RetractedEvents(),
                        same != null ? same.expiry : new Expiry(),
                        tables.get(signal.targetTable()),
                        tables.get(signal.userTable()),
                        marks(signal, known),
                        related(signal, known),
                        signal.rollsUp() ? owners(signal, from) : null));
    }

    private Owners owners(SignalDefinition signal, Projections from) {
        Table items = tables.get(signal.targetTable());
        int column = signal.rollUpColumn();
        Ownership ownership = ownership(items, column);
        if (ownership == null) {
            ownership = from.ownership(items, column);
            if (ownership == null) {
                int creators = items.definition().columns().get(column).references();
                ownership = new Ownership(items, column, tables.get(creators), new Owners());
            }
            ownerships.add(ownership);
        }
        return ownership.owners;
    }

    /** The same definitions, tables and relationships, with nothing counted yet. */
    Projections uncounted(StoreOptions options) {
        Projections to = new Projections(schema);
        to.tables.putAll(tables);
        to.relationships.putAll(relationships);
        indexes.values().forEach(to::add);
        for (SignalDefinition signal : schema.signals()) {
            to.add(signal, this, options, true);
        }
        return to;
    }

    private static UserSets marks(SignalDefinition signal, Signal known) {
        if (!signal.keepsMarks()) {
            return null;
        }
        return known != null ? known.marks : new UserSets();
    }

    private static RelatedItems related(SignalDefinition signal, Signal known) {
        if (!signal.relates()) {
            return null;
        }
        return known != null ? known.related : new RelatedItems(signal.partners());
    }

    Schema schema() {
        return schema;
    }

    Collection<Table> tables() {
        return tables.values();
    }

    Collection<Signal> signals() {
        return signals.values();
    }

    /** All that some signal is rolled up by. */
    List<Ownership> ownerships() {
        return ownerships;
    }

    /** The ownership that a column decides, or null where no signal is rolled up by it. */
    Ownership ownership(Table items, int column) {
        for (Ownership ownership : ownerships) {
            if (ownership.items == items && ownership.column == column) {
                return ownership;
            }
        }
        return null;
    }

    Collection<Relationship> relationships() {
        return relationships.values();
    }

    Collection<TableIndex> indexes() {
        return indexes.values();
    }

    /** The indexes of a table's rows. */
    List<TableIndex> indexes(Table table) {
        return indexesOfTables.getOrDefault(table, List.of());
    }

    TableIndex index(int id) {
        return require(indexes.get(id), ErrorCode.UNKNOWN_INDEX, "index", id);
    }

    /** The table of an id, or null. */
    Table findTable(int id) {
        return tables.get(id);
    }

    /** The signal of an id, or null. */
    Signal findSignal(int id) {
        return signals.get(id);
    }

    Table table(int id) {
        return require(tables.get(id), ErrorCode.UNKNOWN_TABLE, "table", id);
    }

    Signal signal(int id) {
        return require(signals.get(id), ErrorCode.UNKNOWN_SIGNAL, "signal", id);
    }

    Relationship relationship(int id) {
        return require(relationships.get(id), ErrorCode.UNKNOWN_RELATIONSHIP, "relationship", id);
    }

    /**
     * The items that users of a table have events on of those signals on the items of another that
     * pass a test.
     */
    UserItems marked(int itemTable, int userTable, Predicate<SignalDefinition> test) {
        List<UserSets> sets = new ArrayList<>();
        for (Signal signal : signals.values()) {
            SignalDefinition definition = signal.definition;
            if (definition.targetTable() == itemTable
                    && definition.userTable() == userTable
                    && test.test(definition)) {
                sets.add(signal.marks);
            }
        }
        return UserItems.union(sets);
    }

    /** All sets of items of a user. */
    void clearUser(Table users, int ordinal) {
        for (Signal signal : signals.values()) {
            if (signal.marks != null && signal.users == users) {
                signal.marks.clear(ordinal);
                if (signal.related != null) {
                    signal.related.clearUser(ordinal);
                }
            }
        }
    }

    private static <T> T require(T found, ErrorCode code, String what, int id) {
        if (found == null) {
            throw new TidalException(
                    code, "the " + what + " of id " + id + " was dropped; run the statement again");
        }
        return found;
    }
}
