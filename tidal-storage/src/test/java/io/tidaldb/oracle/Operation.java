package io.tidaldb.oracle;

import io.tidaldb.schema.IndexDefinition;
import io.tidaldb.schema.RelationshipDefinition;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.TableDefinition;

import java.util.List;
import java.util.Set;

/**
 * A part of a write set, by keys. To add one: a record here, what it does in {@link Commit}, how it
 * is written in {@link WriteSets}, and when it comes in {@link Generator}.
 */
public sealed interface Operation {
    /** Whether it changes the definitions, so that it comes first in its set. */
    default boolean isDefinition() {
        return false;
    }

    record Insert(int table, List<Object> row) implements Operation {}

    record Upsert(int table, List<Object> row) implements Operation {}

    /**
     * Replaces the row that has a key when the set is made; nothing where there is none then.
     *
     * @param row the new one, of a plain table maybe with another key
     */
    record Update(int table, Object key, List<Object> row) implements Operation {}

    /** Deletes the row that has a key when the set is made; nothing where there is none then. */
    record Delete(int table, Object key) implements Operation {}

    record Append(int signal, List<Event> events) implements Operation {}

    /** Takes back the last event of each of these ids, as they are when the set is made. */
    record Retract(int signal, Set<Long> ids) implements Operation {}

    record PutEdge(int relationship, Object from, Object to, double weight, long at)
            implements Operation {}

    record RemoveEdge(int relationship, Object from, Object to) implements Operation {}

    record CreateTable(TableDefinition table) implements Operation {
        @Override
        public boolean isDefinition() {
            return true;
        }
    }

    record CreateSignal(SignalDefinition signal) implements Operation {
        @Override
        public boolean isDefinition() {
            return true;
        }
    }

    record CreateRelationship(RelationshipDefinition relationship) implements Operation {
        @Override
        public boolean isDefinition() {
            return true;
        }
    }

    /** Defines an index, which {@link WriteSets#buildIndexes} makes. */
    record CreateIndex(IndexDefinition index) implements Operation {
        @Override
        public boolean isDefinition() {
            return true;
        }
    }

    record DropIndex(String name) implements Operation {
        @Override
        public boolean isDefinition() {
            return true;
        }
    }

    /** Drops a table, signal or relationship. */
    record Drop(String name) implements Operation {
        @Override
        public boolean isDefinition() {
            return true;
        }
    }
}
