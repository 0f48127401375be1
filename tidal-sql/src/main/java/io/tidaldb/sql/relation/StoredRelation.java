package io.tidaldb.sql.relation;

import io.tidaldb.session.ColumnDescription;
import io.tidaldb.session.RelationDescription;
import io.tidaldb.sql.type.SqlTypes;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.impl.AbstractTable;

import java.util.List;

/** Something with rows. */
public abstract sealed class StoredRelation extends AbstractTable
        permits EntityRelation, ScannedRelation {
    private final String schema;
    private final String name;
    private final String kind;
    private final List<RelationColumn> columns;
    private final List<String> primaryKey;

    StoredRelation(
            String schema,
            String name,
            String kind,
            List<RelationColumn> columns,
            List<String> primaryKey) {
        this.schema = schema;
        this.name = name;
        this.kind = kind;
        this.columns = List.copyOf(columns);
        this.primaryKey = List.copyOf(primaryKey);
    }

    public final String name() {
        return name;
    }

    /** Whether it describes the catalog rather than hold users' data. */
    public final boolean isSystem() {
        return schema.equals(RelationCatalog.SYSTEM_SCHEMA);
    }

    public final List<RelationColumn> columns() {
        return columns;
    }

    /**
     * The types that statements are planned with. Strings and binaries have no limit in them, so
     * that no assignment cuts a value silently: the table refuses what is too long.
     */
    @Override
    public RelDataType getRowType(RelDataTypeFactory factory) {
        RelDataTypeFactory.Builder builder = factory.builder();
        for (RelationColumn column : columns) {
            builder.add(
                    column.name(),
                    SqlTypes.toCalcite(column.type().withoutLimit(), column.nullable(), factory));
        }
        return builder.build();
    }

    /** As callers see it. */
    public final RelationDescription describe(RelDataTypeFactory factory) {
        List<ColumnDescription> described =
                columns.stream()
                        .map(
                                c ->
                                        new ColumnDescription(
                                                c.name(),
                                                SqlTypes.describe(
                                                        SqlTypes.toCalcite(
                                                                c.type(), c.nullable(), factory)),
                                                c.nullable(),
                                                name))
                        .toList();
        return new RelationDescription(schema, name, kind, described, primaryKey);
    }
}
