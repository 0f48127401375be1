package io.tidaldb.embedded;

import io.tidaldb.TidalDbBuilder;
import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ConfigurationException;
import io.tidaldb.jdbc.ConnectionOption;
import io.tidaldb.jdbc.TidalUrl;
import io.tidaldb.monitor.MonitorAddress;
import io.tidaldb.store.Durability;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a database of this process is to be opened.
 *
 * @param values as text, in one spelling each; what is not there is left to its default
 */
record DatabaseSettings(Map<ConnectionOption, String> values) {
    /** Everything is left to its default. */
    static final DatabaseSettings DEFAULT = new DatabaseSettings(Map.of());

    private static final Map<ConnectionOption, String> DEFAULTS =
            Map.of(ConnectionOption.CLOCK, "system", ConnectionOption.DURABILITY, "sync");

    /**
     * The settings that a URL has.
     *
     * @throws ConfigurationException if one has a value that no directory can have
     */
    static DatabaseSettings of(TidalUrl url) {
        Map<ConnectionOption, String> values = new EnumMap<>(ConnectionOption.class);
        for (ConnectionOption option : ConnectionOption.values()) {
            String text = url.option(option);
            if (option.embeddedOnly() && text != null) {
                values.put(option, spelling(option, text));
            }
        }
        return new DatabaseSettings(values);
    }

    private static String spelling(ConnectionOption option, String text) {
        return switch (option) {
            case WAL_DIR, CACHE_DIR -> path(option, text).toAbsolutePath().normalize().toString();
            case CLOCK, DURABILITY, METRICS -> text.strip().toLowerCase(Locale.ROOT);
            case FETCH_SIZE, USER, PASSWORD -> text;
        };
    }

    private static Path path(ConnectionOption option, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new ConfigurationException(
                    option.key(), "'" + text + "'", "that is not a directory's path", e);
        }
    }

    /**
     * Tells them to a builder.
     *
     * @throws ConfigurationException if one cannot be understood
     */
    void applyTo(TidalDbBuilder builder) {
        values.forEach(
                (option, text) -> {
                    switch (option) {
                        case CLOCK -> builder.clock(StoreClock.parse(text));
                        case DURABILITY -> builder.durability(Durability.parse(text));
                        case WAL_DIR -> builder.walDir(Path.of(text));
                        case CACHE_DIR -> builder.cacheDir(Path.of(text));
                        case METRICS -> builder.metrics(MonitorAddress.parse(text));
                        case FETCH_SIZE, USER, PASSWORD -> {}
                    }
                });
    }

    /** What a setting is, by default or not; empty if it is left alone. */
    Optional<String> value(ConnectionOption option) {
        return Optional.ofNullable(values.getOrDefault(option, DEFAULTS.get(option)));
    }

    /** A setting that is wanted otherwise than it is here; empty if there is none. */
    Optional<ConnectionOption> conflict(DatabaseSettings wanted) {
        return wanted.values.keySet().stream()
                .filter(option -> !wanted.value(option).equals(value(option)))
                .findFirst();
    }
}
