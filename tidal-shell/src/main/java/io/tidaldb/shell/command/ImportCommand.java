package io.tidaldb.shell.command;

import io.tidaldb.shell.exit.ExitException;
import io.tidaldb.shell.exit.ExitStatus;
import io.tidaldb.shell.load.ImportOptions;
import io.tidaldb.shell.load.Importer;
import io.tidaldb.shell.terminal.StandardStreams;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/** {@code tidal import}. */
@Command(
        name = "import",
        header = "Load a CSV file into a table, a signal, a relationship, or several of them.",
        description = {
            "",
            "The header line names the columns; they go to the table's columns of the same names,"
                    + " in whatever case. The file is UTF-8, comma-separated (RFC 4180) and may be"
                    + " compressed by gzip. Batches that were taken before a bad row stay.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  tidal import -d feed --table posts --map creator=domain \\",
            "      --map created_at=created_utc:epoch_s --ignore-extra posts.csv.gz",
            "  tidal import -d feed --table authors --map id=domain --upsert --ignore-extra"
                    + " posts.csv.gz",
            "  tidal import -d feed --table-from signal --table-map view=views,like=likes \\",
            "      --map item_id=post_id --map at=ts_ms:epoch_ms --skip-unmapped events.csv.gz"
        })
final class ImportCommand extends StreamCommand {
    @Mixin private TargetOptions target;

    @Parameters(paramLabel = "FILE", description = "The CSV file, or - for standard input.")
    private String file;

    @Option(
            names = {"-t", "--table"},
            paramLabel = "T",
            description = "The table, signal or relationship that every row goes into.")
    private String table;

    @Option(
            names = "--table-from",
            paramLabel = "COL",
            description = "The CSV column whose value decides which table a row goes into.")
    private String tableFrom;

    @Option(
            names = "--table-map",
            paramLabel = "V=T",
            split = ",",
            description = "That column's values and their tables: view=views,like=likes.")
    private List<String> tableMap = new ArrayList<>();

    @Option(
            names = "--skip-unmapped",
            description = "Leave out rows with other values; otherwise they are an error.")
    private boolean skipUnmapped;

    @Option(
            names = {"-m", "--map"},
            paramLabel = "MAP",
            description = {
                "Where a column's value comes from; may be repeated.",
                "COLUMN=CSV_COLUMN          a CSV column of another name",
                "COLUMN=CSV_COLUMN:epoch_s  seconds since 1970 as a timestamp",
                "COLUMN=CSV_COLUMN:epoch_ms milliseconds since 1970",
                "COLUMN=CSV_COLUMN:iso      2013-08-16T12:00:00Z (the default)",
                "COLUMN==TEXT               the same value in every row"
            })
    private List<String> maps = new ArrayList<>();

    @Option(
            names = "--ignore-extra",
            description = "Leave out CSV columns that the table lacks; otherwise an error.")
    private boolean ignoreExtra;

    @Option(
            names = "--upsert",
            description = "A row replaces the one with its key instead of being refused.")
    private boolean upsert;

    @Option(
            names = "--empty-text",
            description = "An empty field of a text column is an empty text; otherwise NULL.")
    private boolean emptyText;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Rows of one atomic batch (default: ${DEFAULT-VALUE}).")
    private int batch;

    ImportCommand(StandardStreams streams) {
        super(streams);
    }

    @Override
    public Integer call() throws Exception {
        if ((table == null) == (tableFrom == null)) {
            throw usage("say where the rows go: either --table T or --table-from COLUMN");
        }
        if ((tableFrom == null) != tableMap.isEmpty()) {
            throw usage("--table-from and --table-map belong together");
        }
        if (batch < 1 || batch > ImportOptions.MAX_BATCH) {
            throw usage("--batch " + batch + ": must be 1 to " + ImportOptions.MAX_BATCH);
        }
        ImportOptions options =
                new ImportOptions(
                        file,
                        table,
                        tableFrom,
                        tableMap,
                        skipUnmapped,
                        maps,
                        ignoreExtra,
                        upsert,
                        emptyText,
                        batch);
        try (Connection connection = target.required().open(streams)) {
            new Importer(connection, streams, options).run();
        }
        return ExitStatus.OK.code();
    }

    private static ExitException usage(String message) {
        return new ExitException(ExitStatus.USAGE, message);
    }
}
