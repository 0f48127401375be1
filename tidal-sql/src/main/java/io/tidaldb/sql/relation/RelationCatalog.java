package io.tidaldb.sql.relation;

import io.tidaldb.schema.RelationshipDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.session.RelationDescription;
import io.tidaldb.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.prepare.CalciteCatalogReader;

/** All relations of one version of the schema. */
public final class RelationCatalog {
    /** Where users' tables, signals and relationships are. */
    public static final String USER_SCHEMA = "tidal";

    /** Where the catalog's views are. */
    public static final String SYSTEM_SCHEMA = "information_schema";

    private final Schema schema;
    private final JavaTypeFactory typeFactory;
    private final List<StoredRelation> relations = new ArrayList<>();
    private final CalciteSchema queries;
    private final CalciteSchema modifications;

    public RelationCatalog(Schema schema, Store store, JavaTypeFactory typeFactory) {
        this.schema = schema;
        this.typeFactory = typeFactory;
        this.queries = CalciteSchema.createRootSchema(false, false);
        this.modifications = CalciteSchema.createRootSchema(false, false);
        CalciteSchema readable = queries.add(USER_SCHEMA, new EmptySchema());
        CalciteSchema modifiable = modifications.add(USER_SCHEMA, new EmptySchema());
        for (TableDefinition table : schema.tables()) {
            add(new EntityRelation(table, store.table(table.id()), false), readable);
            modifiable.add(
                    table.name(), new EntityRelation(table, store.table(table.id()), true));
        }
        for (SignalDefinition signal : schema.signals()) {
            add(new SignalRelation(signal, schema, store), readable);
        }
        for (RelationshipDefinition relationship : schema.relationships()) {
            add(new EdgeRelation(relationship, schema, store), readable);
        }
        CalciteSchema system = queries.add(SYSTEM_SCHEMA, new EmptySchema());
        for (SystemView view : SystemViews.of(schema, this::descriptions)) {
            add(view, system);
        }
    }

    private void add(StoredRelation relation, CalciteSchema into) {
        relations.add(relation);
        into.add(relation.name(), relation);
    }

    public Schema schema() {
        return schema;
    }

    public JavaTypeFactory typeFactory() {
        return typeFactory;
    }

    public List<StoredRelation> relations() {
        return relations;
    }

    /** Everything in a FROM clause, as callers see it. */
    public List<RelationDescription> descriptions() {
        return relations.stream().map(r -> r.describe(typeFactory)).toList();
    }

    /** Looks names up for queries and inserts. */
    public CalciteCatalogReader reader() {
        return reader(queries);
    }

    /** Looks names up for updates and deletes, where tables show their ordinals. */
    public CalciteCatalogReader modificationReader() {
        return reader(modifications);
    }

    private CalciteCatalogReader reader(CalciteSchema root) {
        Properties properties = new Properties();
        properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "false");
        return new CalciteCatalogReader(
                root,
                List.of(USER_SCHEMA),
                typeFactory,
                new CalciteConnectionConfigImpl(properties));
    }

    private static final class EmptySchema extends org.apache.calcite.schema.impl.AbstractSchema {}
}
