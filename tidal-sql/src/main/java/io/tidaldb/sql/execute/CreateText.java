package io.tidaldb.sql.execute;

import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.IndexDefinition;
import io.tidaldb.schema.ProfileDefinition;
import io.tidaldb.schema.RelationshipDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.TableKind;
import io.tidaldb.schema.TextIndexDefinition;
import io.tidaldb.schema.VectorIndexDefinition;
import io.tidaldb.schema.Window;
import io.tidaldb.sql.parse.SqlText;
import io.tidaldb.sql.rewrite.IntervalText;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Definitions as the statements that make them. */
final class CreateText {
    private CreateText() {}

    static String table(TableDefinition table, Schema schema) {
        List<String> lines = new ArrayList<>();
        boolean composite = table.primaryKey().size() > 1;
        for (int i = 0; i < table.columns().size(); i++) {
            ColumnDefinition column = table.columns().get(i);
            boolean key = table.primaryKey().contains(i);
            StringBuilder line = new StringBuilder("  ");
            line.append(SqlText.name(column.name())).append(' ').append(column.type());
            if (key && !composite) {
                line.append(" PRIMARY KEY");
            } else if (!column.nullable() && !key) {
                line.append(" NOT NULL");
            }
            if (column.defaultSql() != null) {
                line.append(" DEFAULT ").append(column.defaultSql());
            }
            if (column.references() != ColumnDefinition.NO_REFERENCE) {
                line.append(" REFERENCES ").append(tableName(column.references(), schema));
            }
            lines.add(line.toString());
        }
        if (composite) {
            lines.add(
                    "  PRIMARY KEY ("
                            + table.primaryKey().stream()
                                    .map(i -> SqlText.name(table.columns().get(i).name()))
                                    .collect(Collectors.joining(", "))
                            + ")");
        }
        String kind = table.kind() == TableKind.PLAIN ? "" : table.kind() + " ";
        return "CREATE "
                + kind
                + "TABLE "
                + SqlText.name(table.name())
                + " (\n"
                + String.join(",\n", lines)
                + ")";
    }

    static String signal(SignalDefinition signal, Schema schema) {
        StringBuilder text = new StringBuilder("CREATE SIGNAL ");
        text.append(SqlText.name(signal.name()))
                .append(" ON ")
                .append(tableName(signal.targetTable(), schema));
        if (signal.userTable() != SignalDefinition.NO_USER) {
            text.append(" BY ").append(tableName(signal.userTable(), schema));
        }
        if (signal.halfLivesMillis().isEmpty() && signal.lifetimesMillis().isEmpty()) {
            text.append(" PERMANENT");
        }
        text.append(durations(" DECAY HALF LIFE ", signal.halfLivesMillis()));
        text.append(durations(" DECAY LINEAR ", signal.lifetimesMillis()));
        String windows =
                Arrays.stream(Window.values())
                        .filter(w -> w != Window.ALL && signal.windows().contains(w))
                        .map(Window::name)
                        .collect(Collectors.joining(", "));
        if (!windows.isEmpty()) {
            text.append(" WINDOWS (").append(windows).append(')');
        }
        if (signal.role() != null) {
            text.append(" ROLE ").append(signal.role().toLowerCase(Locale.ROOT));
        }
        text.append(signal.marksSeen() ? " MARKS SEEN" : "");
        text.append(signal.marked() ? " MARKED" : "");
        if (signal.relates()) {
            text.append(" RELATES ").append(signal.partners());
        }
        text.append(signal.excludes() ? " EXCLUDES" : "");
        if (signal.rollsUp()) {
            TableDefinition target = schema.tableById(signal.targetTable()).orElseThrow();
            text.append(" ROLLS UP TO ")
                    .append(SqlText.name(target.columns().get(signal.rollUpColumn()).name()));
        }
        text.append(signal.acceptsUnknown() ? " ACCEPTS UNKNOWN" : "");
        if (signal.retentionMillis() != SignalDefinition.KEEP) {
            text.append(" RETAINS ").append(IntervalText.of(signal.retentionMillis()));
        }
        return text.toString();
    }

    private static String durations(String keywords, List<Long> millis) {
        return millis.isEmpty()
                ? ""
                : millis.stream()
                        .map(IntervalText::of)
                        .collect(Collectors.joining(", ", keywords, ""));
    }

    static String relationship(RelationshipDefinition relationship, Schema schema) {
        return "CREATE RELATIONSHIP "
                + SqlText.name(relationship.name())
                + " FROM "
                + tableName(relationship.fromTable(), schema)
                + " TO "
                + tableName(relationship.toTable(), schema)
                + (relationship.excludes() ? " EXCLUDES" : "");
    }

    static String profile(ProfileDefinition profile, Schema schema) {
        return "CREATE RANKING PROFILE "
                + SqlText.name(profile.name())
                + " ON "
                + tableName(profile.table(), schema)
                + " AS\n  SCORE "
                + profile.scoreSql()
                + (profile.diversitySql() == null ? "" : "\n  " + profile.diversitySql());
    }

    static String index(IndexDefinition index, Schema schema) {
        TableDefinition table = schema.tableById(index.table()).orElseThrow();
        return switch (index) {
            case TextIndexDefinition text ->
                    "CREATE TEXT INDEX "
                            + SqlText.name(text.name())
                            + " ON "
                            + SqlText.name(table.name())
                            + text.columns().stream()
                                    .map(column -> boosted(column, table))
                                    .collect(Collectors.joining(", ", " (", ")"))
                            + " ANALYZER "
                            + text.analyzer();
            case VectorIndexDefinition vector ->
                    "CREATE VECTOR INDEX "
                            + SqlText.name(vector.name())
                            + " ON "
                            + SqlText.name(table.name())
                            + " ("
                            + SqlText.name(table.columns().get(vector.column()).name())
                            + ") METRIC "
                            + vector.metric().name().toLowerCase(Locale.ROOT)
                            + (vector.quantized() ? " QUANTIZED" : "");
        };
    }

    private static String boosted(TextIndexDefinition.Column column, TableDefinition table) {
        String name = SqlText.name(table.columns().get(column.column()).name());
        return column.boost() == TextIndexDefinition.DEFAULT_BOOST
                ? name
                : name + " BOOST " + column.boostText();
    }

    private static String tableName(int id, Schema schema) {
        return SqlText.name(schema.tableById(id).orElseThrow().name());
    }
}
