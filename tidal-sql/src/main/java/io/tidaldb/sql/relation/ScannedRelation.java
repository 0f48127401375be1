package io.tidaldb.sql.relation;

import io.tidaldb.sql.runtime.StatementContext;

import org.apache.calcite.linq4j.Enumerable;

import java.util.List;

/** A relation that is always read from front to back: events, edges, and views of the catalog. */
public abstract sealed class ScannedRelation extends StoredRelation
        permits SignalRelation, EdgeRelation, SystemView {
    ScannedRelation(
            String schema,
            String name,
            String kind,
            List<RelationColumn> columns,
            List<String> primaryKey) {
        super(schema, name, kind, columns, primaryKey);
    }

    /** All its rows, in Calcite's representation, each an array of all columns. */
    public abstract Enumerable<Object[]> scan(StatementContext context);
}
