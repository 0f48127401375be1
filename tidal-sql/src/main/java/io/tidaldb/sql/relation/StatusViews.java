package io.tidaldb.sql.relation;

import io.tidaldb.column.Column;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.DataType;
import io.tidaldb.schema.RelationshipDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.store.CheckpointStatistics;
import io.tidaldb.store.RecoveryReport;
import io.tidaldb.store.Store;
import io.tidaldb.store.StoreStatistics;
import io.tidaldb.table.Table;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The views of {@code information_schema} that say how the store is. */
final class StatusViews {
    private static final DataType TEXT = DataType.of(DataType.Kind.VARCHAR);
    private static final DataType COUNT = DataType.of(DataType.Kind.BIGINT);
    private static final DataType MOMENT = DataType.of(DataType.Kind.TIMESTAMP);
    private static final DataType TRUTH = DataType.of(DataType.Kind.BOOLEAN);

    private StatusViews() {}

    static List<SystemView> of(Schema schema, Store store) {
        return List.of(
                new SystemView(
                        "store",
                        List.of(
                                RelationColumn.optional("directory", TEXT),
                                RelationColumn.required("durability", TEXT),
                                RelationColumn.required("clock_now", MOMENT),
                                count("log_position"),
                                count("row_count"),
                                count("event_count"),
                                count("edge_count"),
                                count("commits"),
                                count("commit_groups"),
                                count("queued_commits"),
                                count("queue_limit"),
                                count("queued_bytes"),
                                count("waiting_writers"),
                                count("queue_timeouts"),
                                count("rejected_commits"),
                                count("stored_bytes"),
                                RelationColumn.optional("write_failure", TEXT)),
                        () -> List.<Object[]>of(store(store))),
                new SystemView(
                        "checkpoints",
                        List.of(
                                count("log_position"),
                                count("taken"),
                                RelationColumn.optional("finished_at", MOMENT),
                                count("age_ms"),
                                RelationColumn.optional("duration_ms", COUNT),
                                RelationColumn.required("under_way", TRUTH),
                                count("log_bytes_since"),
                                count("events_since"),
                                RelationColumn.optional("failure", TEXT)),
                        () -> checkpoints(store.statistics().checkpoints())),
                new SystemView(
                        "recovery",
                        List.of(
                                count("checkpoint_position"),
                                count("log_position"),
                                count("replayed_events"),
                                count("duration_ms"),
                                RelationColumn.optional("discarded_checkpoint", TEXT),
                                RelationColumn.required("checkpoint_damaged", TRUTH)),
                        () ->
                                store.options().directory() == null
                                        ? List.<Object[]>of()
                                        : List.<Object[]>of(recovery(store.recovery()))),
                new SystemView(
                        "table_statistics",
                        List.of(
                                RelationColumn.required("table_name", TEXT),
                                count("row_count"),
                                count("ordinals"),
                                count("resident_columns"),
                                count("stored_columns")),
                        () -> schema.tables().stream().map(t -> table(t, store)).toList()),
                new SystemView(
                        "column_statistics",
                        List.of(
                                RelationColumn.required("table_name", TEXT),
                                RelationColumn.required("column_name", TEXT),
                                RelationColumn.required("in_memory", TRUTH),
                                RelationColumn.optional("distinct_values", COUNT),
                                RelationColumn.optional("null_count", COUNT),
                                RelationColumn.optional("minimum", TEXT),
                                RelationColumn.optional("maximum", TEXT),
                                RelationColumn.optional("most_common", DataType.array(TEXT)),
                                RelationColumn.optional("row_counts", DataType.array(COUNT))),
                        () -> schema.tables().stream().flatMap(t -> columns(t, store)).toList()),
                new SystemView(
                        "signal_statistics",
                        List.of(
                                RelationColumn.required("signal_name", TEXT),
                                count("event_count"),
                                count("unknown_events"),
                                count("remembered_event_ids"),
                                count("decayed_columns"),
                                count("window_columns")),
                        () -> schema.signals().stream().map(s -> signal(s, store)).toList()),
                new SystemView(
                        "relationship_statistics",
                        List.of(
                                RelationColumn.required("relationship_name", TEXT),
                                count("edge_count")),
                        () ->
                                schema.relationships().stream()
                                        .map(r -> relationship(r, store))
                                        .toList()));
    }

    private static Object[] store(Store store) {
        StoreStatistics now = store.statistics();
        return new Object[] {
            store.options().directory() == null
                    ? null
                    : store.options().directory().toAbsolutePath().normalize().toString(),
            store.options().directory() == null ? "in memory" : store.options().durability().text(),
            store.clock().now(),
            now.position(),
            now.rows(),
            now.events(),
            now.edges(),
            now.commits(),
            now.groups(),
            (long) now.queue().commits(),
            (long) now.queue().maxCommits(),
            now.queue().bytes(),
            (long) now.queue().waiting(),
            now.queue().timeouts(),
            now.writes().rejected(),
            now.storedBytes(),
            store.failure().map(TidalException::getMessage).orElse(null)
        };
    }

    private static List<Object[]> checkpoints(CheckpointStatistics now) {
        if (now == null) {
            return List.of();
        }
        boolean finished = now.finishedAt().isPresent();
        return List.<Object[]>of(
                new Object[] {
                    now.position(),
                    now.taken(),
                    finished ? now.finishedAt().getAsLong() : null,
                    TimeUnit.NANOSECONDS.toMillis(now.ageNanos()),
                    finished ? TimeUnit.NANOSECONDS.toMillis(now.durationNanos()) : null,
                    now.underWay(),
                    now.logBytesSince(),
                    now.eventsSince(),
                    now.failure().orElse(null)
                });
    }

    private static Object[] recovery(RecoveryReport report) {
        return new Object[] {
            report.checkpointPosition(),
            report.lastPosition(),
            report.replayedEvents(),
            report.millis(),
            report.discarded(),
            report.damaged()
        };
    }

    private static Object[] table(TableDefinition definition, Store store) {
        Table table = store.table(definition.id());
        long resident = 0;
        for (int i = 0; i < definition.columns().size(); i++) {
            resident += table.column(i) == null ? 0 : 1;
        }
        return new Object[] {
            definition.name(),
            (long) table.liveCount(),
            (long) table.size(),
            resident,
            definition.columns().size() - resident
        };
    }

    private static Stream<Object[]> columns(TableDefinition definition, Store store) {
        Table table = store.table(definition.id());
        return IntStream.range(0, definition.columns().size())
                .mapToObj(
                        i -> {
                            Column column = table.column(i);
                            ColumnStatistics known =
                                    column == null ? null : ColumnStatistics.of(table, column, i);
                            String name = definition.columns().get(i).name();
                            return known == null
                                    ? new Object[] {
                                        definition.name(),
                                        name,
                                        false,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null
                                    }
                                    : new Object[] {
                                        definition.name(),
                                        name,
                                        true,
                                        known.distinct(),
                                        known.nulls(),
                                        known.minimum(),
                                        known.maximum(),
                                        known.common(),
                                        known.rows()
                                    };
                        });
    }

    private static Object[] signal(SignalDefinition signal, Store store) {
        return new Object[] {
            signal.name(),
            store.signal(signal.id()).eventCount(),
            store.signal(signal.id()).unknownCount(),
            store.rememberedEventIds(signal.id()),
            // A linear decay is two sums.
            signal.halfLivesMillis().size() + 2L * signal.lifetimesMillis().size(),
            (long) signal.windows().size()
        };
    }

    private static Object[] relationship(RelationshipDefinition relationship, Store store) {
        return new Object[] {relationship.name(), store.relationship(relationship.id()).size()};
    }

    private static RelationColumn count(String name) {
        return RelationColumn.required(name, COUNT);
    }
}
