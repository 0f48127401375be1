package io.tidaldb.sql.relation;

import io.tidaldb.sql.runtime.StatementContext;

import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Linq4j;

import java.util.List;
import java.util.function.Supplier;

/** A view of the catalog, computed when it is read. */
final class SystemView extends ScannedRelation {
    private final Supplier<List<Object[]>> rows;

    SystemView(String name, List<RelationColumn> columns, Supplier<List<Object[]>> rows) {
        super(RelationCatalog.SYSTEM_SCHEMA, name, "SYSTEM VIEW", columns, List.of());
        this.rows = rows;
    }

    @Override
    public Enumerable<Object[]> scan(StatementContext context) {
        return Linq4j.asEnumerable(rows.get());
    }
}
