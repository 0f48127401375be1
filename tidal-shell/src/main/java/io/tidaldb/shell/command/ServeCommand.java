package io.tidaldb.shell.command;

import io.tidaldb.TidalDb;
import io.tidaldb.TidalDbBuilder;
import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.TidalException;
import io.tidaldb.server.ServerOptions;
import io.tidaldb.server.TidalServer;
import io.tidaldb.shell.exit.ExitException;
import io.tidaldb.shell.exit.ExitStatus;
import io.tidaldb.shell.operation.OpeningLine;
import io.tidaldb.shell.terminal.StandardStreams;
import io.tidaldb.store.BackupPlaces;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** {@code tidal serve}. */
@Command(
        name = "serve",
        header = "Serve a database to other programs, at jdbc:tidal://HOST:PORT.",
        description = {
            "",
            "Runs until Ctrl-C or SIGTERM, then lets running statements finish and closes the"
                    + " database. A directory is served by one process at a time. GET /healthz and"
                    + " /metrics at the same port say how it is.",
            ""
        })
final class ServeCommand extends StreamCommand {
    @Option(
            names = {"-d", "--data"},
            paramLabel = "DIR",
            description = "The database's directory; made if there is none.")
    private Path data;

    @Option(names = "--memory", description = "Serve a database in memory, gone at the end.")
    private boolean memory;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "The address to listen at (default: ${DEFAULT-VALUE}).")
    private String host;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "59521",
            description = "The port to listen at, 0 for any (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--clock",
            paramLabel = "CLOCK",
            defaultValue = "system",
            description = "What 'now' is: system, log, fixed:INSTANT or from:INSTANT.")
    private String clock;

    @Option(
            names = "--backups",
            paramLabel = "DIR",
            description =
                    "Where clients may have backups written, in directories below it; made if there"
                            + " is none. Without it BACKUP is refused.")
    private Path backups;

    @Mixin private StoreSettings settings;

    ServeCommand(StandardStreams streams) {
        super(streams);
    }

    @Override
    public Integer call() throws InterruptedException {
        if ((data == null) != memory) {
            throw new ExitException(
                    ExitStatus.USAGE, "say which database: either --data DIR or --memory");
        }
        ServerOptions options;
        TidalDbBuilder database = TidalDb.builder();
        try {
            options = ServerOptions.DEFAULT.withHost(host).withPort(port);
            database.clock(StoreClock.parse(clock));
            settings.applyTo(database);
        } catch (TidalException e) {
            throw new ExitException(ExitStatus.USAGE, e.getMessage(), e);
        }
        if (backups != null) {
            options = options.withBackups(places());
        }
        TidalDb db = open(memory ? database.ephemeral() : database.dataDir(data));
        TidalServer server = start(db, options);
        CountDownLatch ended = new CountDownLatch(1);
        // A signal ends the process, which runs this; the status would be 143 without the halt.
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform().name("shutdown").unstarted(() -> stop(server, db)));
        streams.out()
                .println(
                        "tidalDB listening on jdbc:tidal://"
                                + host
                                + ":"
                                + server.port()
                                + " (data in "
                                + (memory ? "memory" : data)
                                + ")");
        streams.out().flush();
        ended.await();
        return ExitStatus.OK.code();
    }

    private BackupPlaces places() {
        try {
            Files.createDirectories(backups);
            return new BackupPlaces.Below(backups);
        } catch (IOException | TidalException e) {
            throw new ExitException(
                    ExitStatus.UNAVAILABLE, "--backups " + backups + ": " + e.getMessage(), e);
        }
    }

    private TidalDb open(TidalDbBuilder database) {
        OpeningLine line = new OpeningLine(streams, String.valueOf(data));
        try {
            return database.recoveryListener(line).open();
        } catch (TidalException e) {
            line.clear();
            throw new ExitException(ExitStatus.UNAVAILABLE, e.getMessage(), e);
        }
    }

    private static TidalServer start(TidalDb db, ServerOptions options) {
        try {
            return TidalServer.start(db, options);
        } catch (TidalException e) {
            db.close();
            throw new ExitException(ExitStatus.UNAVAILABLE, e.getMessage(), e);
        }
    }

    private void stop(TidalServer server, TidalDb db) {
        try {
            server.close();
            db.close();
            Runtime.getRuntime().halt(ExitStatus.OK.code());
        } catch (TidalException e) {
            streams.err().println("tidal: " + e.getMessage());
            streams.err().flush();
            Runtime.getRuntime().halt(ExitStatus.FAILED.code());
        }
    }
}
