package io.tidaldb.shell.load;

import io.tidaldb.shell.exit.ExitException;
import io.tidaldb.shell.exit.ExitStatus;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which records go to which table, and how: what {@link ImportOptions}, the header and the tables'
 * columns come to. Everything that can be wrong with these is refused before the first row.
 *
 * @param rowPlans one per table
 * @param routeIndex the CSV column whose value chooses the plan; -1 if there is only one
 * @param routes the plan of each value; null where rows of that value are left out
 * @param skipUnmapped whether rows with other values are left out
 */
record ImportPlan(
        List<RowPlan> rowPlans, int routeIndex, Map<String, RowPlan> routes, boolean skipUnmapped) {

    static ImportPlan of(Connection connection, List<String> header, ImportOptions options)
            throws SQLException {
        requireDistinct(header);
        Map<String, String> tableMap = MappingOption.pairs("--table-map", options.tableMap());
        int routeIndex = -1;
        Collection<String> names = List.of();
        if (options.table() != null) {
            names = List.of(options.table());
        } else {
            routeIndex = MappingOption.indexOf(header, options.tableFrom());
            if (routeIndex < 0) {
                throw usage("--table-from " + options.tableFrom() + ": " + noColumn(header));
            }
            names = new ArrayList<>(new java.util.LinkedHashSet<>(tableMap.values()));
        }
        List<TargetTable> tables = TargetTable.find(connection, List.copyOf(names));
        List<RowPlan> plans = plans(header, options, tables, routeIndex);
        Map<String, RowPlan> routes = new HashMap<>();
        tableMap.forEach(
                (value, table) ->
                        plans.stream()
                                .filter(plan -> plan.table().name().equalsIgnoreCase(table))
                                .forEach(plan -> routes.put(value, plan)));
        return new ImportPlan(plans, routeIndex, routes, options.skipUnmapped());
    }

    /** The plan of the current record, or null if it is to be left out. */
    RowPlan planOf(CsvSource source) {
        if (routeIndex < 0) {
            return rowPlans.getFirst();
        }
        RowPlan plan = routes.get(source.field(routeIndex));
        if (plan == null && !skipUnmapped) {
            throw source.bad(
                    "no table is given for "
                            + source.header().get(routeIndex)
                            + " '"
                            + source.field(routeIndex)
                            + "'; add it to --table-map, or leave such rows out with"
                            + " --skip-unmapped");
        }
        return plan;
    }

    private static List<RowPlan> plans(
            List<String> header, ImportOptions options, List<TargetTable> tables, int routeIndex) {
        List<MappingOption> maps = options.maps().stream().map(MappingOption::parse).toList();
        Set<Integer> used = new HashSet<>();
        used.add(routeIndex);
        for (MappingOption map : maps) {
            int index = map.constant() ? -1 : map.csvIndex(header);
            if (!map.constant() && index < 0) {
                throw usage("--map " + map.column() + "=" + map.source() + ": " + noColumn(header));
            }
            used.add(index);
            if (tables.stream().noneMatch(table -> table.column(map.column()).isPresent())) {
                throw usage(
                        "--map "
                                + map.column()
                                + "="
                                + map.source()
                                + ": "
                                + noTableColumn(map.column(), tables));
            }
        }
        List<RowPlan> plans = new ArrayList<>();
        for (TargetTable table : tables) {
            List<RowPlan.Field> fields = new ArrayList<>();
            for (TargetTable.Column column : table.columns()) {
                field(header, options, maps, column, used).ifPresent(fields::add);
            }
            if (fields.isEmpty()) {
                throw usage(
                        "no column of the CSV file matches a column of "
                                + table.name()
                                + "; name them with --map");
            }
            plans.add(new RowPlan(table, List.copyOf(fields), options.upsert()));
        }
        requireNoExtra(header, options, tables, used);
        return plans;
    }

    private static java.util.Optional<RowPlan.Field> field(
            List<String> header,
            ImportOptions options,
            List<MappingOption> maps,
            TargetTable.Column column,
            Set<Integer> used) {
        MappingOption map = null;
        for (MappingOption each : maps) {
            if (each.column().equalsIgnoreCase(column.name())) {
                if (map != null) {
                    throw usage("--map " + column.name() + " is given twice");
                }
                map = each;
            }
        }
        if (map == null) {
            int index = MappingOption.indexOf(header, column.name());
            used.add(index);
            return index < 0
                    ? java.util.Optional.empty()
                    : java.util.Optional.of(
                            new RowPlan.Field(
                                    column, index, column.type(), null, options.emptyText()));
        }
        if (!map.constant()) {
            return java.util.Optional.of(
                    new RowPlan.Field(
                            column,
                            map.csvIndex(header),
                            map.type(header, column.type()),
                            null,
                            options.emptyText()));
        }
        try {
            Object constant = RowPlan.parse(column, column.type(), map.source());
            return java.util.Optional.of(
                    new RowPlan.Field(column, -1, column.type(), constant, false));
        } catch (IllegalArgumentException e) {
            throw usage("--map " + column.name() + "==" + map.source() + ": " + e.getMessage());
        }
    }

    private static void requireDistinct(List<String> header) {
        Set<String> seen = new HashSet<>();
        for (String name : header) {
            if (!seen.add(name)) {
                throw new ExitException(
                        ExitStatus.FAILED, "the CSV header has column '" + name + "' twice");
            }
        }
    }

    private static void requireNoExtra(
            List<String> header,
            ImportOptions options,
            List<TargetTable> tables,
            Set<Integer> used) {
        List<String> extra = new ArrayList<>();
        for (int i = 0; i < header.size(); i++) {
            String name = header.get(i);
            if (!used.contains(i)
                    && tables.stream().noneMatch(table -> table.column(name).isPresent())) {
                extra.add(name);
            }
        }
        if (!extra.isEmpty() && !options.ignoreExtra()) {
            throw usage(
                    "CSV columns without a column to go to: "
                            + String.join(", ", extra)
                            + ". Map them with --map COLUMN=CSV_COLUMN, or leave them out with"
                            + " --ignore-extra; "
                            + columnsOf(tables));
        }
    }

    private static String noColumn(List<String> header) {
        return "the CSV file has no such column; it has " + String.join(", ", header);
    }

    private static String noTableColumn(String column, List<TargetTable> tables) {
        return "there is no column " + column + "; " + columnsOf(tables);
    }

    private static String columnsOf(List<TargetTable> tables) {
        List<String> sentences = new ArrayList<>();
        for (TargetTable table : tables) {
            Set<String> names = new TreeSet<>();
            table.columns().forEach(column -> names.add(column.name()));
            sentences.add(table.name() + " has " + String.join(", ", names));
        }
        return String.join("; ", sentences);
    }

    private static ExitException usage(String message) {
        return new ExitException(ExitStatus.USAGE, message);
    }
}
