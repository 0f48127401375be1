package io.tidaldb.shell.command;

import io.tidaldb.TidalDbBuilder;
import io.tidaldb.jdbc.ConnectionOption;
import io.tidaldb.monitor.MonitorAddress;
import io.tidaldb.store.Durability;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** Options that say how a database is opened in this process, beside which one and its clock. */
final class StoreSettings {
    @Option(
            names = "--wal-dir",
            paramLabel = "DIR",
            description =
                    "A directory for the write-ahead log, on another disk maybe; to be named when"
                            + " the database is made, which finds it again.")
    private Path walDir;

    @Option(
            names = "--cache-dir",
            paramLabel = "DIR",
            description = "A directory for files that can be made anew (default: within --data).")
    private Path cacheDir;

    @Option(
            names = "--durability",
            paramLabel = "MODE",
            description =
                    "What an acknowledged write has survived: sync (default), interval:MILLIS or"
                            + " none.")
    private String durability;

    @Option(
            names = "--metrics",
            paramLabel = "ADDRESS",
            description = "Serve /healthz and /metrics at PORT or HOST:PORT.")
    private String metrics;

    /** The settings that were given, and a clock if that was, as the driver takes them. */
    Map<ConnectionOption, String> with(String clock) {
        Map<ConnectionOption, String> given = new EnumMap<>(ConnectionOption.class);
        put(given, ConnectionOption.CLOCK, clock);
        put(given, ConnectionOption.WAL_DIR, walDir);
        put(given, ConnectionOption.CACHE_DIR, cacheDir);
        put(given, ConnectionOption.DURABILITY, durability);
        put(given, ConnectionOption.METRICS, metrics);
        return given;
    }

    private static void put(
            Map<ConnectionOption, String> given, ConnectionOption option, Object value) {
        if (value != null) {
            given.put(option, value.toString());
        }
    }

    /**
     * Tells the settings to a builder.
     *
     * @throws io.tidaldb.error.ConfigurationException if one cannot be understood
     */
    void applyTo(TidalDbBuilder builder) {
        builder.walDir(walDir).cacheDir(cacheDir);
        if (durability != null) {
            builder.durability(Durability.parse(durability));
        }
        if (metrics != null) {
            builder.metrics(MonitorAddress.parse(metrics));
        }
    }
}
