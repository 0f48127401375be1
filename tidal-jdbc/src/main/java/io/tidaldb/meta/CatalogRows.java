package io.tidaldb.meta;

import io.tidaldb.session.ColumnDescription;
import io.tidaldb.session.RelationDescription;
import io.tidaldb.session.ValueType;

import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.MetaImpl.MetaColumn;
import org.apache.calcite.avatica.MetaImpl.MetaSchema;
import org.apache.calcite.avatica.MetaImpl.MetaTable;
import org.apache.calcite.avatica.MetaImpl.MetaTypeInfo;

import java.sql.DatabaseMetaData;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The rows of {@link DatabaseMetaData}'s results. Patterns are SQL's, with a backslash before a
 * literal wildcard, and match names in any case, as statements do.
 */
final class CatalogRows {
    /** What tools ask for that know nothing of ours; it stands for all that can be written. */
    private static final String ANY_TABLE = "TABLE";

    private static final String VIEW_SUFFIX = "VIEW";

    static final List<String> TABLE_TYPES =
            List.of(
                    "CREATOR TABLE",
                    "ITEM TABLE",
                    "RELATIONSHIP",
                    "SIGNAL",
                    "SYSTEM VIEW",
                    ANY_TABLE,
                    "USER TABLE");

    private CatalogRows() {}

    static List<MetaSchema> schemas(List<RelationDescription> relations, Meta.Pat schema) {
        Pattern wanted = pattern(schema);
        return relations.stream()
                .map(RelationDescription::schema)
                .distinct()
                .filter(name -> matches(wanted, name))
                .sorted()
                .map(name -> new MetaSchema(null, name))
                .toList();
    }

    static List<MetaTable> tables(
            List<RelationDescription> relations,
            Meta.Pat schema,
            Meta.Pat table,
            List<String> types) {
        return matching(relations, schema, table)
                .filter(relation -> types == null || isOneOf(relation.kind(), types))
                .sorted(
                        Comparator.comparing(RelationDescription::kind)
                                .thenComparing(RelationDescription::schema)
                                .thenComparing(RelationDescription::name))
                .map(r -> new MetaTable(null, r.schema(), r.name(), r.kind()))
                .toList();
    }

    private static boolean isOneOf(String kind, List<String> types) {
        return types.stream()
                .anyMatch(
                        type ->
                                type.equalsIgnoreCase(kind)
                                        || (type.equalsIgnoreCase(ANY_TABLE)
                                                && !kind.endsWith(VIEW_SUFFIX)));
    }

    static List<MetaColumn> columns(
            List<RelationDescription> relations, Meta.Pat schema, Meta.Pat table, Meta.Pat column) {
        Pattern wanted = pattern(column);
        List<MetaColumn> rows = new ArrayList<>();
        matching(relations, schema, table)
                .sorted(
                        Comparator.comparing(RelationDescription::schema)
                                .thenComparing(RelationDescription::name))
                .forEach(
                        relation -> {
                            int ordinal = 0;
                            for (ColumnDescription described : relation.columns()) {
                                ordinal++;
                                if (matches(wanted, described.name())) {
                                    rows.add(column(relation, described, ordinal));
                                }
                            }
                        });
        return rows;
    }

    private static MetaColumn column(
            RelationDescription relation, ColumnDescription column, int ordinal) {
        ValueType type = column.type();
        boolean text = TypeDescriptions.isText(type.jdbcType());
        boolean exact = type.jdbcType() == Types.DECIMAL || type.jdbcType() == Types.NUMERIC;
        int size = TypeDescriptions.size(type);
        return new MetaColumn(
                null,
                relation.schema(),
                relation.name(),
                column.name(),
                type.jdbcType(),
                type.name(),
                size == 0 ? null : Integer.valueOf(size),
                exact ? Integer.valueOf(type.scale()) : null,
                TypeDescriptions.isNumber(type.jdbcType()) ? 10 : null,
                column.nullable()
                        ? DatabaseMetaData.columnNullable
                        : DatabaseMetaData.columnNoNulls,
                text ? Integer.valueOf(Integer.MAX_VALUE) : null,
                ordinal,
                column.nullable() ? "YES" : "NO",
                "NO",
                "NO");
    }

    /** In the order of {@link org.apache.calcite.avatica.MetaImpl.MetaPrimaryKey}'s columns. */
    static List<Object[]> primaryKeys(
            List<RelationDescription> relations, String schema, String table) {
        List<Object[]> rows = new ArrayList<>();
        for (RelationDescription relation : relations) {
            boolean wanted =
                    relation.name().equalsIgnoreCase(table)
                            && (schema == null || relation.schema().equalsIgnoreCase(schema));
            List<String> key = wanted ? relation.primaryKey() : List.of();
            for (String column : key.stream().sorted().toList()) {
                short sequence = (short) (key.indexOf(column) + 1);
                rows.add(
                        new Object[] {
                            null, relation.schema(), relation.name(), column, sequence, null
                        });
            }
        }
        return rows;
    }

    static List<MetaTypeInfo> types() {
        return List.of(
                type("TINYINT", Types.TINYINT, 3, 0),
                type("BIGINT", Types.BIGINT, 19, 0),
                type("VARBINARY", Types.VARBINARY, 0, null),
                type("DECIMAL", Types.DECIMAL, 19, 19),
                type("INTEGER", Types.INTEGER, 10, 0),
                type("SMALLINT", Types.SMALLINT, 5, 0),
                type("REAL", Types.REAL, 7, null),
                type("DOUBLE", Types.DOUBLE, 15, null),
                type("VARCHAR", Types.VARCHAR, 0, null),
                type("BOOLEAN", Types.BOOLEAN, 1, null),
                type("DATE", Types.DATE, 10, null),
                type("TIME", Types.TIME, 12, null),
                type("TIMESTAMP", Types.TIMESTAMP, 23, null),
                type("ARRAY", Types.ARRAY, 0, null));
    }

    private static MetaTypeInfo type(String name, int jdbcType, int size, Integer maximumScale) {
        boolean text = TypeDescriptions.isText(jdbcType);
        String quote =
                text
                        ? "'"
                        : jdbcType >= Types.DATE && jdbcType <= Types.TIMESTAMP
                                ? name + " '"
                                : null;
        return new MetaTypeInfo(
                name,
                jdbcType,
                size,
                quote,
                quote == null ? null : "'",
                (short) DatabaseMetaData.typeNullable,
                text,
                (short) DatabaseMetaData.typeSearchable,
                false,
                false,
                false,
                (short) 0,
                maximumScale == null ? null : Short.valueOf(maximumScale.shortValue()),
                TypeDescriptions.isNumber(jdbcType) ? 10 : 0);
    }

    private static Stream<RelationDescription> matching(
            List<RelationDescription> relations, Meta.Pat schema, Meta.Pat table) {
        Pattern schemas = pattern(schema);
        Pattern tables = pattern(table);
        return relations.stream()
                .filter(r -> matches(schemas, r.schema()) && matches(tables, r.name()));
    }

    private static boolean matches(Pattern pattern, String name) {
        return pattern == null || pattern.matcher(name).matches();
    }

    /** A LIKE pattern as a regular expression; null where everything matches. */
    static Pattern pattern(Meta.Pat like) {
        if (like == null || like.s == null || like.s.equals("%")) {
            return null;
        }
        StringBuilder regex = new StringBuilder();
        boolean escaped = false;
        for (char c : like.s.toCharArray()) {
            if (c == '\\' && !escaped) {
                escaped = true;
                continue;
            }
            if (escaped || (c != '%' && c != '_')) {
                regex.append(Pattern.quote(String.valueOf(c)));
            } else {
                regex.append(c == '%' ? ".*" : ".");
            }
            escaped = false;
        }
        return Pattern.compile(
                regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
    }
}
