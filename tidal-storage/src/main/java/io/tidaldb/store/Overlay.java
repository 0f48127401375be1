package io.tidaldb.store;

import io.tidaldb.ledger.LongSet;
import io.tidaldb.table.Table;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Rows and event ids as they will be once what is staged is applied: a layer over the tables, or
 * over another layer. A write set gets a layer of its own, which is merged into its group's if the
 * set passes and dropped if it does not.
 */
final class Overlay {
    /** What a table's rows will be. */
    static final class Rows {
        /** Ordinals by encoded key; -1 where the key's row is deleted. */
        final Map<ByteBuffer, Integer> ordinals = new HashMap<>();

        final Map<Integer, StagedRow> rows = new HashMap<>();
        final Map<Integer, Integer> references = new HashMap<>();
        int inserted;
    }

    /**
     * A row that will be.
     *
     * @param values null once it is deleted
     */
    record StagedRow(Object[] values, byte[] key, long bornAt, long modifiedAt) {}

    private final Overlay below;
    private final Map<Table, Rows> tables = new HashMap<>();
    private final Map<Integer, LongSet> eventIds = new HashMap<>();

    Overlay(Overlay below) {
        this.below = below;
    }

    /** The ordinal of the row that will have a key, or -1. */
    int ordinal(Table table, Object key) {
        if (!touches(table)) {
            return table.ordinal(key);
        }
        Object[] values = {key};
        return ordinal(table, table.rowKey().ofValues(Arrays.asList(values)), table.ordinal(key));
    }

    /**
     * The same by encoded key.
     *
     * @param applied the ordinal that the table itself has for the key, or -1
     */
    int ordinal(Table table, byte[] encodedKey, int applied) {
        ByteBuffer wrapped = ByteBuffer.wrap(encodedKey);
        for (Overlay layer = this; layer != null; layer = layer.below) {
            Rows staged = layer.tables.get(table);
            Integer ordinal = staged == null ? null : staged.ordinals.get(wrapped);
            if (ordinal != null) {
                return ordinal;
            }
        }
        return applied;
    }

    /** The staged state of an ordinal's row, or null where nothing is staged. */
    StagedRow row(Table table, int ordinal) {
        for (Overlay layer = this; layer != null; layer = layer.below) {
            Rows staged = layer.tables.get(table);
            StagedRow row = staged == null ? null : staged.rows.get(ordinal);
            if (row != null) {
                return row;
            }
        }
        return null;
    }

    boolean isLive(Table table, int ordinal) {
        StagedRow staged = row(table, ordinal);
        return staged != null ? staged.values != null : table.isLive(ordinal);
    }

    /** A value as it will be. */
    Object value(Table table, int ordinal, int column) {
        StagedRow staged = row(table, ordinal);
        return staged != null ? staged.values[column] : table.value(ordinal, column);
    }

    /** How many rows will refer to a row. */
    int references(Table table, int ordinal) {
        int count = table.references().get(ordinal);
        for (Overlay layer = this; layer != null; layer = layer.below) {
            Rows staged = layer.tables.get(table);
            count += staged == null ? 0 : staged.references.getOrDefault(ordinal, 0);
        }
        return count;
    }

    /** The ordinal for one more row. */
    int takeOrdinal(Table table) {
        int inserted = 0;
        for (Overlay layer = this; layer != null; layer = layer.below) {
            Rows staged = layer.tables.get(table);
            inserted += staged == null ? 0 : staged.inserted;
        }
        rows(table).inserted++;
        return table.upcomingOrdinal(inserted);
    }

    /** Remembers an event id; false if it is remembered in a layer already. */
    boolean addEventId(int signal, long id) {
        for (Overlay layer = below; layer != null; layer = layer.below) {
            LongSet ids = layer.eventIds.get(signal);
            if (ids != null && ids.contains(id)) {
                return false;
            }
        }
        return eventIds.computeIfAbsent(signal, s -> new LongSet()).add(id);
    }

    /** This layer's own changes of a table, to be added to. */
    Rows rows(Table table) {
        return tables.computeIfAbsent(table, t -> new Rows());
    }

    /** This layer's own changes. */
    Map<Table, Rows> tables() {
        return tables;
    }

    /** Puts this layer's changes into the one below. */
    void merge() {
        tables.forEach(
                (table, staged) -> {
                    Rows into = below.rows(table);
                    into.ordinals.putAll(staged.ordinals);
                    into.rows.putAll(staged.rows);
                    staged.references.forEach(
                            (ordinal, change) ->
                                    into.references.merge(ordinal, change, Integer::sum));
                    into.inserted += staged.inserted;
                });
        eventIds.forEach(
                (signal, ids) -> {
                    LongSet into = below.eventIds.putIfAbsent(signal, ids);
                    if (into != null) {
                        ids.forEach(into::add);
                    }
                });
    }

    /** The layer under this one, or null. */
    Overlay below() {
        return below;
    }

    /** Whether anything of a table is staged. */
    boolean touches(Table table) {
        for (Overlay layer = this; layer != null; layer = layer.below) {
            if (layer.tables.containsKey(table)) {
                return true;
            }
        }
        return false;
    }
}
