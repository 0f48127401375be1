package io.tidaldb.sql.relation;

import io.tidaldb.schema.DataType;
import io.tidaldb.schema.ProfileDefinition;
import io.tidaldb.schema.RelationshipDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.Window;
import io.tidaldb.session.ColumnDescription;
import io.tidaldb.session.RelationDescription;
import io.tidaldb.store.ExpiredEvents;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The views of {@code information_schema} that say what is defined. */
final class SystemViews {
    private static final DataType TEXT = DataType.of(DataType.Kind.VARCHAR);
    private static final DataType WHOLE = DataType.of(DataType.Kind.INTEGER);
    private static final DataType LONG = DataType.of(DataType.Kind.BIGINT);
    private static final DataType MOMENT = DataType.of(DataType.Kind.TIMESTAMP);
    private static final DataType TRUTH = DataType.of(DataType.Kind.BOOLEAN);

    private SystemViews() {}

    /**
     * @param expired what has expired of the signal of an id
     */
    static List<SystemView> of(
            Schema schema,
            Supplier<List<RelationDescription>> relations,
            IntFunction<ExpiredEvents> expired) {
        return List.of(
                new SystemView(
                        "tables",
                        List.of(text("table_schema"), text("table_name"), text("table_type")),
                        () ->
                                relations.get().stream()
                                        .map(r -> new Object[] {r.schema(), r.name(), r.kind()})
                                        .toList()),
                new SystemView(
                        "columns",
                        List.of(
                                text("table_schema"),
                                text("table_name"),
                                text("column_name"),
                                whole("ordinal_position"),
                                text("data_type"),
                                truth("is_nullable")),
                        () -> columns(relations.get())),
                new SystemView(
                        "key_columns",
                        List.of(
                                text("table_schema"),
                                text("table_name"),
                                text("column_name"),
                                whole("key_position")),
                        () -> keyColumns(relations.get())),
                new SystemView(
                        "signals",
                        List.of(
                                text("signal_name"),
                                text("target_table"),
                                nullableText("user_table"),
                                nullableText("half_lives"),
                                nullableText("lifetimes"),
                                text("windows"),
                                nullableText("role"),
                                truth("marks_seen"),
                                truth("marked"),
                                RelationColumn.optional("partners", LONG),
                                truth("excludes"),
                                nullableText("rolls_up_to"),
                                truth("accepts_unknown"),
                                nullableText("retains"),
                                RelationColumn.required("expired_events", LONG),
                                RelationColumn.optional("history_from", MOMENT)),
                        () ->
                                schema.signals().stream()
                                        .map(s -> signal(s, schema, expired.apply(s.id())))
                                        .toList()),
                new SystemView(
                        "relationships",
                        List.of(
                                text("relationship_name"),
                                text("from_table"),
                                text("to_table"),
                                truth("excludes")),
                        () ->
                                schema.relationships().stream()
                                        .map(r -> relationship(r, schema))
                                        .toList()),
                new SystemView(
                        "ranking_profiles",
                        List.of(
                                text("profile_name"),
                                whole("version"),
                                text("target_table"),
                                text("score"),
                                nullableText("diversity")),
                        () -> schema.profiles().stream().map(p -> profile(p, schema)).toList()),
                IndexView.of(schema));
    }

    private static List<Object[]> columns(List<RelationDescription> relations) {
        List<Object[]> rows = new ArrayList<>();
        for (RelationDescription relation : relations) {
            int position = 1;
            for (ColumnDescription column : relation.columns()) {
                rows.add(
                        new Object[] {
                            relation.schema(),
                            relation.name(),
                            column.name(),
                            position++,
                            column.type().name(),
                            column.nullable()
                        });
            }
        }
        return rows;
    }

    private static List<Object[]> keyColumns(List<RelationDescription> relations) {
        List<Object[]> rows = new ArrayList<>();
        for (RelationDescription relation : relations) {
            int position = 1;
            for (String column : relation.primaryKey()) {
                rows.add(new Object[] {relation.schema(), relation.name(), column, position++});
            }
        }
        return rows;
    }

    private static Object[] signal(SignalDefinition signal, Schema schema, ExpiredEvents expired) {
        return new Object[] {
            signal.name(),
            tableName(signal.targetTable(), schema),
            signal.userTable() == SignalDefinition.NO_USER
                    ? null
                    : tableName(signal.userTable(), schema),
            durations(signal.halfLivesMillis()),
            durations(signal.lifetimesMillis()),
            Arrays.stream(Window.values())
                    .filter(signal.windows()::contains)
                    .map(Window::name)
                    .collect(Collectors.joining(", ")),
            signal.role(),
            signal.marksSeen(),
            signal.marked(),
            signal.relates() ? (long) signal.partners() : null,
            signal.excludes(),
            signal.rollsUp()
                    ? schema.tableById(signal.targetTable())
                            .map(t -> t.columns().get(signal.rollUpColumn()).name())
                            .orElseThrow()
                    : null,
            signal.acceptsUnknown(),
            signal.retentionMillis() == SignalDefinition.KEEP
                    ? null
                    : durations(List.of(signal.retentionMillis())),
            expired.events(),
            expired.events() == 0 ? null : expired.knownFrom()
        };
    }

    private static String durations(List<Long> millis) {
        return millis.isEmpty()
                ? null
                : millis.stream()
                        .map(m -> java.time.Duration.ofMillis(m).toString())
                        .collect(Collectors.joining(", "));
    }

    private static Object[] relationship(RelationshipDefinition relationship, Schema schema) {
        return new Object[] {
            relationship.name(),
            tableName(relationship.fromTable(), schema),
            tableName(relationship.toTable(), schema),
            relationship.excludes()
        };
    }

    private static Object[] profile(ProfileDefinition profile, Schema schema) {
        return new Object[] {
            profile.name(),
            profile.version(),
            tableName(profile.table(), schema),
            profile.scoreSql(),
            profile.diversitySql()
        };
    }

    private static String tableName(int id, Schema schema) {
        return schema.tableById(id).map(TableDefinition::name).orElseThrow();
    }

    private static RelationColumn text(String name) {
        return RelationColumn.required(name, TEXT);
    }

    private static RelationColumn nullableText(String name) {
        return RelationColumn.optional(name, TEXT);
    }

    private static RelationColumn whole(String name) {
        return RelationColumn.required(name, WHOLE);
    }

    private static RelationColumn truth(String name) {
        return RelationColumn.required(name, TRUTH);
    }
}
