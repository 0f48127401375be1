package io.tidaldb.sql.execute;

import io.tidaldb.schema.DataType;
import io.tidaldb.schema.DataType.Kind;
import io.tidaldb.session.Cancellation;
import io.tidaldb.session.ColumnDescription;
import io.tidaldb.sql.ast.SqlBackup;
import io.tidaldb.sql.ast.SqlOperation;
import io.tidaldb.sql.ast.SqlShowBackups;
import io.tidaldb.sql.type.SqlTypes;
import io.tidaldb.store.BackupInfo;
import io.tidaldb.store.BackupPlaces;
import io.tidaldb.store.Backups;
import io.tidaldb.store.VerificationReport;

import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Executes BACKUP, SHOW BACKUPS, CHECKPOINT and VERIFY. */
final class Operations {
    private Operations() {}

    /** The statement for a parsed operation; null if the node is something else. */
    static CompiledStatement.Operational of(SqlNode node, RelDataTypeFactory types) {
        return switch (node) {
            case SqlBackup backup ->
                    new CompiledStatement.Operational(
                            (engine, places, cancellation) -> backup(backup, engine, places),
                            List.of(
                                    column("backup_id", Kind.INTEGER, types),
                                    column("path", Kind.VARCHAR, types),
                                    column("log_position", Kind.BIGINT, types),
                                    column("bytes", Kind.BIGINT, types),
                                    column("new_bytes", Kind.BIGINT, types),
                                    column("duration_ms", Kind.BIGINT, types)));
            case SqlShowBackups show ->
                    new CompiledStatement.Operational(
                            (engine, places, cancellation) -> list(places.resolve(show.path())),
                            List.of(
                                    column("backup_id", Kind.INTEGER, types),
                                    column("taken_at", Kind.TIMESTAMP, types),
                                    column("log_position", Kind.BIGINT, types),
                                    column("bytes", Kind.BIGINT, types),
                                    column("new_bytes", Kind.BIGINT, types),
                                    nullable("damage", types)));
            case SqlOperation operation ->
                    switch (operation.kind()) {
                        case CHECKPOINT ->
                                new CompiledStatement.Operational(
                                        (engine, places, cancellation) -> checkpoint(engine),
                                        List.of(column("log_position", Kind.BIGINT, types)));
                        case VERIFY ->
                                new CompiledStatement.Operational(
                                        (engine, places, cancellation) ->
                                                verify(engine, cancellation),
                                        List.of(
                                                column("part", Kind.VARCHAR, types),
                                                column("entries", Kind.BIGINT, types),
                                                nullable("finding", types)));
                    };
            default -> null;
        };
    }

    private static List<Object[]> backup(SqlBackup statement, Engine engine, BackupPlaces places) {
        Path target = places.resolve(statement.path());
        long start = System.nanoTime();
        BackupInfo backup = engine.store().backup(target);
        statement.keep().ifPresent(count -> Backups.keepNewest(target, count));
        return List.<Object[]>of(
                new Object[] {
                    backup.id(),
                    target.toString(),
                    backup.position(),
                    backup.bytes(),
                    backup.newBytes(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)
                });
    }

    private static List<Object[]> list(Path directory) {
        return Backups.list(directory).stream()
                .map(
                        backup ->
                                new Object[] {
                                    backup.id(),
                                    TimeUnit.SECONDS.toMillis(backup.takenAtSeconds()),
                                    backup.position(),
                                    backup.bytes(),
                                    backup.newBytes(),
                                    backup.damage().orElse(null)
                                })
                .toList();
    }

    private static List<Object[]> checkpoint(Engine engine) {
        return List.<Object[]>of(new Object[] {engine.store().checkpoint()});
    }

    /** A row for each part that is sound, and one for each finding. */
    private static List<Object[]> verify(Engine engine, Cancellation cancellation) {
        VerificationReport report =
                engine.store().verify((part, done, total) -> cancellation.check());
        Map<String, Long> entries = new LinkedHashMap<>(report.entries());
        report.findings().forEach(finding -> entries.putIfAbsent(finding.family(), 0L));
        List<Object[]> rows = new ArrayList<>();
        entries.forEach(
                (part, count) -> {
                    List<Object[]> found =
                            report.findings().stream()
                                    .filter(finding -> finding.family().equals(part))
                                    .map(finding -> new Object[] {part, count, finding.problem()})
                                    .toList();
                    rows.addAll(
                            found.isEmpty()
                                    ? List.<Object[]>of(new Object[] {part, count, null})
                                    : found);
                });
        return rows;
    }

    private static ColumnDescription column(String name, Kind kind, RelDataTypeFactory types) {
        return describe(name, kind, false, types);
    }

    private static ColumnDescription nullable(String name, RelDataTypeFactory types) {
        return describe(name, Kind.VARCHAR, true, types);
    }

    private static ColumnDescription describe(
            String name, Kind kind, boolean nullable, RelDataTypeFactory types) {
        return new ColumnDescription(
                name,
                SqlTypes.describe(SqlTypes.toCalcite(DataType.of(kind), nullable, types)),
                nullable,
                null);
    }
}
