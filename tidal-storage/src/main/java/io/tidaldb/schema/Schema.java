package io.tidaldb.schema;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * An immutable snapshot of everything that is defined. Tables, signals and relationships share one
 * name space, since all can stand in a FROM clause; profiles have their own, and indexes, too.
 * Names compare without regard to case.
 */
public final class Schema {
    public static final Schema EMPTY =
            new Schema(0, 1, Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

    private final long version;
    private final int nextId;
    private final Map<String, TableDefinition> tables;
    private final Map<String, SignalDefinition> signals;
    private final Map<String, RelationshipDefinition> relationships;
    private final Map<String, ProfileDefinition> profiles;
    private final Map<String, IndexDefinition> indexes;

    private Schema(
            long version,
            int nextId,
            Map<String, TableDefinition> tables,
            Map<String, SignalDefinition> signals,
            Map<String, RelationshipDefinition> relationships,
            Map<String, ProfileDefinition> profiles,
            Map<String, IndexDefinition> indexes) {
        this.version = version;
        this.nextId = nextId;
        this.tables = tables;
        this.signals = signals;
        this.relationships = relationships;
        this.profiles = profiles;
        this.indexes = indexes;
    }

    /** Rebuilds a snapshot from its parts, as a store does when it opens. */
    public static Schema restore(
            long version,
            int nextId,
            Collection<TableDefinition> tables,
            Collection<SignalDefinition> signals,
            Collection<RelationshipDefinition> relationships,
            Collection<ProfileDefinition> profiles,
            Collection<IndexDefinition> indexes) {
        return new Schema(
                version,
                nextId,
                byName(tables, TableDefinition::name),
                byName(signals, SignalDefinition::name),
                byName(relationships, RelationshipDefinition::name),
                byName(profiles, ProfileDefinition::name),
                byName(indexes, IndexDefinition::name));
    }

    /** Grows by one with each change; plans made under another version are stale. */
    public long version() {
        return version;
    }

    /** The id that the next new object takes. */
    public int nextId() {
        return nextId;
    }

    public Collection<TableDefinition> tables() {
        return tables.values();
    }

    public Collection<SignalDefinition> signals() {
        return signals.values();
    }

    public Collection<RelationshipDefinition> relationships() {
        return relationships.values();
    }

    public Collection<ProfileDefinition> profiles() {
        return profiles.values();
    }

    public Collection<IndexDefinition> indexes() {
        return indexes.values();
    }

    /** The indexes of the rows of a table. */
    public List<IndexDefinition> indexesOf(int tableId) {
        return indexes.values().stream().filter(i -> i.table() == tableId).toList();
    }

    public Optional<TableDefinition> table(String name) {
        return Optional.ofNullable(tables.get(fold(name)));
    }

    public Optional<SignalDefinition> signal(String name) {
        return Optional.ofNullable(signals.get(fold(name)));
    }

    public Optional<RelationshipDefinition> relationship(String name) {
        return Optional.ofNullable(relationships.get(fold(name)));
    }

    public Optional<ProfileDefinition> profile(String name) {
        return Optional.ofNullable(profiles.get(fold(name)));
    }

    public Optional<IndexDefinition> index(String name) {
        return Optional.ofNullable(indexes.get(fold(name)));
    }

    public Optional<TableDefinition> tableById(int id) {
        return tables.values().stream().filter(t -> t.id() == id).findFirst();
    }

    /** The table of the creators that a signal is rolled up to; empty for one that is not. */
    public Optional<TableDefinition> rollUpTable(SignalDefinition signal) {
        return signal.rollsUp()
                ? tableById(signal.targetTable())
                        .map(target -> target.columns().get(signal.rollUpColumn()))
                        .flatMap(column -> tableById(column.references()))
                : Optional.empty();
    }

    /** Whether a table, signal or relationship has the name. */
    public boolean isTaken(String name) {
        String key = fold(name);
        return tables.containsKey(key)
                || signals.containsKey(key)
                || relationships.containsKey(key);
    }

    /** With a table added; its id must be {@link #nextId()}. */
    public Schema with(TableDefinition table) {
        return new Schema(
                version + 1,
                Math.max(nextId, table.id() + 1),
                plus(tables, table.name(), table),
                signals,
                relationships,
                profiles,
                indexes);
    }

    /** With a signal added; its id must be {@link #nextId()}. */
    public Schema with(SignalDefinition signal) {
        return new Schema(
                version + 1,
                Math.max(nextId, signal.id() + 1),
                tables,
                plus(signals, signal.name(), signal),
                relationships,
                profiles,
                indexes);
    }

    /** With a relationship added; its id must be {@link #nextId()}. */
    public Schema with(RelationshipDefinition relationship) {
        return new Schema(
                version + 1,
                Math.max(nextId, relationship.id() + 1),
                tables,
                signals,
                plus(relationships, relationship.name(), relationship),
                profiles,
                indexes);
    }

    /** With a profile added, or replaced where one has its name. */
    public Schema with(ProfileDefinition profile) {
        return new Schema(
                version + 1,
                Math.max(nextId, profile.id() + 1),
                tables,
                signals,
                relationships,
                plus(profiles, profile.name(), profile),
                indexes);
    }

    /** With an index added; its id must be {@link #nextId()}. */
    public Schema with(IndexDefinition index) {
        return new Schema(
                version + 1,
                Math.max(nextId, index.id() + 1),
                tables,
                signals,
                relationships,
                profiles,
                plus(indexes, index.name(), index));
    }

    /** Without the table, signal or relationship of that name; a table goes with its indexes. */
    public Schema without(String name) {
        TableDefinition table = tables.get(fold(name));
        return new Schema(
                version + 1,
                nextId,
                minus(tables, name),
                minus(signals, name),
                minus(relationships, name),
                profiles,
                table == null ? indexes : minusAll(indexes, indexesOf(table.id())));
    }

    /** Without the profile of that name. */
    public Schema withoutProfile(String name) {
        return new Schema(
                version + 1,
                nextId,
                tables,
                signals,
                relationships,
                minus(profiles, name),
                indexes);
    }

    /** Without the index of that name. */
    public Schema withoutIndex(String name) {
        return new Schema(
                version + 1,
                nextId,
                tables,
                signals,
                relationships,
                profiles,
                minus(indexes, name));
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static <T> Map<String, T> byName(Collection<T> values, Function<T, String> name) {
        Map<String, T> map = new LinkedHashMap<>();
        values.forEach(v -> map.put(fold(name.apply(v)), v));
        return map;
    }

    private static <T> Map<String, T> plus(Map<String, T> map, String name, T value) {
        Map<String, T> copy = new LinkedHashMap<>(map);
        copy.put(fold(name), value);
        return copy;
    }

    private static <T> Map<String, T> minus(Map<String, T> map, String name) {
        Map<String, T> copy = new LinkedHashMap<>(map);
        copy.remove(fold(name));
        return copy;
    }

    private static <T> Map<String, T> minusAll(Map<String, T> map, Collection<T> values) {
        Map<String, T> copy = new LinkedHashMap<>(map);
        copy.values().removeAll(values);
        return copy;
    }
}
