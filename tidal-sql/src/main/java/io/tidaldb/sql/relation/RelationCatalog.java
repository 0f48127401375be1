package io.tidaldb.sql.relation;

import io.tidaldb.schema.RelationshipDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.session.RelationDescription;
import io.tidaldb.store.Store;

import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.schema.impl.AbstractSchema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** All relations of one version of the schema. */
public final class RelationCatalog {
    /** Where users' tables, signals and relationships are. */
    public static final String USER_SCHEMA = "tidal";

    /** Where the catalog's views are. */
    public static final String SYSTEM_SCHEMA = "information_schema";

    /**
     * Where the planner finds tables and signals as targets of a modification, with their rows'
     * ordinals or their events' log positions.
     */
    public static final String TARGET_SCHEMA = "$target";

    private final Schema schema;
    private final JavaTypeFactory typeFactory;
    private final List<StoredRelation> relations = new ArrayList<>();
    private final CalciteSchema root;

    public RelationCatalog(Schema schema, Store store, JavaTypeFactory typeFactory) {
        this.schema = schema;
        this.typeFactory = typeFactory;
        this.root = CalciteSchema.createRootSchema(false, false);
        CalciteSchema user = root.add(USER_SCHEMA, new AbstractSchema());
        CalciteSchema targets = root.add(TARGET_SCHEMA, new AbstractSchema());
        for (TableDefinition table : schema.tables()) {
            add(new EntityRelation(table, store.table(table.id()), false), user);
            targets.add(table.name(), new EntityRelation(table, store.table(table.id()), true));
        }
        for (SignalDefinition signal : schema.signals()) {
            add(new SignalRelation(signal, schema, store, false), user);
            targets.add(signal.name(), new SignalRelation(signal, schema, store, true));
        }
        for (RelationshipDefinition relationship : schema.relationships()) {
            add(new EdgeRelation(relationship, schema, store), user);
        }
        CalciteSchema system = root.add(SYSTEM_SCHEMA, new AbstractSchema());
        for (SystemView view : SystemViews.of(schema, this::descriptions, store::expired)) {
            add(view, system);
        }
        for (SystemView view : StatusViews.of(schema, store)) {
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

    /** A relation of users by name. */
    public Optional<StoredRelation> relation(String name) {
        return relations.stream()
                .filter(r -> !r.isSystem() && r.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** Everything in a FROM clause, as callers see it. */
    public List<RelationDescription> descriptions() {
        return relations.stream().map(r -> r.describe(typeFactory)).toList();
    }

    /** Looks names up, in users' schema if no other is given. */
    public CalciteCatalogReader reader() {
        Properties properties = new Properties();
        properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "false");
        return new CalciteCatalogReader(
                root,
                List.of(USER_SCHEMA),
                typeFactory,
                new CalciteConnectionConfigImpl(properties));
    }
}
