package io.tidaldb.meta;

import io.tidaldb.jdbc.ProtocolExtensions;
import io.tidaldb.jdbc.TidalDriver;
import io.tidaldb.session.RelationDescription;
import io.tidaldb.session.Session;

import org.apache.calcite.avatica.MetaImpl;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The part of Avatica's {@code Meta} that tells tools what the database holds. */
abstract class CatalogMeta extends MetaImpl {
    CatalogMeta() {
        super(null);
    }

    /** Runs a request with a connection's session, when none other runs. */
    abstract <T> T withSession(ConnectionHandle ch, Function<Session, T> request);

    @Override
    public Map<DatabaseProperty, Object> getDatabaseProperties(ConnectionHandle ch) {
        return withSession(
                ch,
                session ->
                        Map.of(
                                DatabaseProperty.GET_DATABASE_PRODUCT_NAME,
                                "tidalDB",
                                DatabaseProperty.GET_DATABASE_PRODUCT_VERSION,
                                TidalDriver.versionText(),
                                DatabaseProperty.GET_DEFAULT_TRANSACTION_ISOLATION,
                                Connection.TRANSACTION_READ_COMMITTED));
    }

    @Override
    public MetaResultSet getCatalogs(ConnectionHandle ch) {
        return withSession(ch, session -> rows(ch, MetaCatalog.class, List.of()));
    }

    @Override
    public MetaResultSet getSchemas(ConnectionHandle ch, String catalog, Pat schema) {
        return catalog(ch, MetaSchema.class, all -> CatalogRows.schemas(all, schema));
    }

    @Override
    public MetaResultSet getTables(
            ConnectionHandle ch, String catalog, Pat schema, Pat table, List<String> types) {
        if (types != null && types.equals(List.of(ProtocolExtensions.PRIMARY_KEYS))) {
            return getPrimaryKeys(ch, catalog, schema.s, table.s);
        }
        return catalog(ch, MetaTable.class, all -> CatalogRows.tables(all, schema, table, types));
    }

    @Override
    public MetaResultSet getColumns(
            ConnectionHandle ch, String catalog, Pat schema, Pat table, Pat column) {
        return catalog(
                ch, MetaColumn.class, all -> CatalogRows.columns(all, schema, table, column));
    }

    @Override
    public MetaResultSet getPrimaryKeys(
            ConnectionHandle ch, String catalog, String schema, String table) {
        return withSession(
                ch,
                session ->
                        result(
                                ch,
                                MetaPrimaryKey.class,
                                CatalogRows.primaryKeys(session.relations(), schema, table)));
    }

    @Override
    public MetaResultSet getTableTypes(ConnectionHandle ch) {
        return withSession(
                ch,
                session ->
                        rows(
                                ch,
                                MetaTableType.class,
                                CatalogRows.TABLE_TYPES.stream().map(MetaTableType::new).toList()));
    }

    @Override
    public MetaResultSet getTypeInfo(ConnectionHandle ch) {
        return withSession(ch, session -> rows(ch, MetaTypeInfo.class, CatalogRows.types()));
    }

    private <E> MetaResultSet catalog(
            ConnectionHandle ch,
            Class<E> rowClass,
            Function<List<RelationDescription>, List<E>> contents) {
        return withSession(ch, session -> rows(ch, rowClass, contents.apply(session.relations())));
    }

    @Override
    protected <E> MetaResultSet createEmptyResultSet(Class<E> rowClass) {
        return rows(new ConnectionHandle(""), rowClass, List.of());
    }

    private static <E> MetaResultSet rows(ConnectionHandle ch, Class<E> rowClass, List<E> rows) {
        List<Field> fields = new ArrayList<>();
        for (Field field : rowClass.getFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                fields.add(field);
            }
        }
        List<Object[]> values = new ArrayList<>(rows.size());
        for (E row : rows) {
            Object[] line = new Object[fields.size()];
            for (int i = 0; i < line.length; i++) {
                try {
                    line[i] = fields.get(i).get(row);
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                }
            }
            values.add(line);
        }
        return result(ch, rowClass, values);
    }

    /** A complete result, which belongs to no statement that would have to be closed. */
    private static MetaResultSet result(
            ConnectionHandle ch, Class<?> rowClass, List<Object[]> values) {
        return MetaResultSet.create(
                ch.id,
                LocalStatements.next(),
                true,
                Signature.create(
                        fieldMetaData(rowClass).columns,
                        "",
                        List.of(),
                        CursorFactory.ARRAY,
                        StatementType.SELECT),
                new Frame(0, true, List.copyOf(values)));
    }
}
