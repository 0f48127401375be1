package io.tidaldb.sql.relation;

import io.tidaldb.schema.DataType;
import io.tidaldb.schema.RelationshipDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.sql.runtime.StatementContext;
import io.tidaldb.store.Store;
import io.tidaldb.table.Table;

import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Linq4j;

import java.util.ArrayList;
import java.util.List;

/** A relationship as a table of its edges. */
public final class EdgeRelation extends ScannedRelation {
    private final RelationshipDefinition definition;
    private final Store store;

    EdgeRelation(RelationshipDefinition definition, Schema schema, Store store) {
        super(
                RelationCatalog.USER_SCHEMA,
                definition.name(),
                "RELATIONSHIP",
                columns(definition, schema),
                List.of("user_id", targetColumn(definition, schema)));
        this.definition = definition;
        this.store = store;
    }

    private static List<RelationColumn> columns(RelationshipDefinition edges, Schema schema) {
        TableDefinition from = schema.tableById(edges.fromTable()).orElseThrow();
        TableDefinition to = schema.tableById(edges.toTable()).orElseThrow();
        return List.of(
                RelationColumn.required("user_id", from.keyColumn().type()),
                RelationColumn.required(targetColumn(edges, schema), to.keyColumn().type()),
                RelationColumn.optional("weight", DataType.of(DataType.Kind.DOUBLE)),
                RelationColumn.optional("at", DataType.of(DataType.Kind.TIMESTAMP)));
    }

    private static String targetColumn(RelationshipDefinition edges, Schema schema) {
        return SignalRelation.targetColumn(schema.tableById(edges.toTable()).orElseThrow());
    }

    public RelationshipDefinition definition() {
        return definition;
    }

    @Override
    public Enumerable<Object[]> scan(StatementContext context) {
        Table from = store.table(definition.fromTable());
        Table to = store.table(definition.toTable());
        List<Object[]> rows = new ArrayList<>();
        store.relationship(definition.id())
                .forEach(
                        (source, target, weight, at) -> {
                            context.checkCancelled();
                            rows.add(new Object[] {from.key(source), to.key(target), weight, at});
                        });
        return Linq4j.asEnumerable(rows);
    }
}
