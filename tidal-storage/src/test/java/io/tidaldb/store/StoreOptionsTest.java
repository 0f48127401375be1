package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ConfigurationException;
import io.tidaldb.error.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

class StoreOptionsTest {
    private static final StoreOptions MEMORY = StoreOptions.inMemory();
    private static final StoreOptions DISK = StoreOptions.at(Path.of("somewhere"));

    private static void fails(String setting, String value, Executable change) {
        ConfigurationException e = assertThrows(ConfigurationException.class, change);
        assertEquals(ErrorCode.INVALID_CONFIGURATION, e.code());
        assertEquals(setting, e.setting());
        assertTrue(e.getMessage().startsWith(setting + " is " + value + ": "), e.getMessage());
    }

    @Test
    void valuesOutOfRangeAreNamed() {
        fails("memory", "8388607", () -> MEMORY.withMemoryBytes((8 << 20) - 1));
        fails("rememberedEventIds", "0", () -> MEMORY.withRememberedEventIds(0));
        fails("rememberedEventIds", "536870913", () -> MEMORY.withRememberedEventIds(536870913));
        fails("queuedCommits", "0", () -> MEMORY.withQueuedCommits(0));
        fails("queuedCommits", "1048577", () -> MEMORY.withQueuedCommits(1048577));
        fails("queuedBytes", "0", () -> MEMORY.withQueuedBytes(0));
        fails("queuedBytes", "1099511627777", () -> MEMORY.withQueuedBytes((1L << 40) + 1));
        fails("writeTimeout", "PT-1S", () -> MEMORY.withWriteTimeout(Duration.ofSeconds(-1)));
        fails("writeTimeout", "PT24H0.001S", () -> MEMORY.withWriteTimeout(day().plusMillis(1)));
        fails("writeTimeout", "not set", () -> MEMORY.withWriteTimeout(null));
        fails("clock", "not set", () -> MEMORY.withClock(null));
        fails("clock", "'sundial'", () -> StoreClock.parse("sundial"));
        fails("clock", "'fixed:noon'", () -> StoreClock.parse("fixed:noon"));
        fails("durability", "not set", () -> DISK.withDurability(null));
        fails("durability", "'perhaps'", () -> Durability.parse("perhaps"));
        fails("durability", "interval:0", () -> Durability.parse("interval:0"));
        fails("durability", "interval:60001", () -> new Durability.Interval(60_001));
        fails("checkpoints", "not set", () -> DISK.withCheckpoints(null));
        fails("checkpoints", "0 bytes, 1 events", () -> new CheckpointPolicy(0, 1, true));
        fails("dataDir", "not set", () -> StoreOptions.at(null));
        fails("walDir", "wal", () -> MEMORY.withWalDirectory(Path.of("wal")));
        fails("cacheDir", "cache", () -> MEMORY.withCacheDirectory(Path.of("cache")));
    }

    private static Duration day() {
        return Duration.ofDays(1);
    }

    @Test
    void eachChangeIsKeptWhateverComesAfter() {
        StoreClock clock = new StoreClock.FixedClock(7);
        StoreOptions options =
                DISK.withWalDirectory(Path.of("wal"))
                        .withCacheDirectory(Path.of("cache"))
                        .withClock(clock)
                        .withDurability(new Durability.Interval(5))
                        .withMemoryBytes(9 << 20)
                        .withRememberedEventIds(11)
                        .withQueuedCommits(12)
                        .withQueuedBytes(13)
                        .withWriteTimeout(Duration.ofMillis(14))
                        .withCheckpoints(CheckpointPolicy.NEVER);
        assertEquals(
                new StoreOptions(
                        Path.of("somewhere"),
                        Path.of("wal"),
                        Path.of("cache"),
                        clock,
                        new Durability.Interval(5),
                        9 << 20,
                        11,
                        12,
                        13,
                        Duration.ofMillis(14),
                        CheckpointPolicy.NEVER),
                options);
    }

    @Test
    void durabilitiesReadWhatTheySay() {
        for (Durability mode :
                List.of(
                        new Durability.Sync(),
                        new Durability.Interval(250),
                        new Durability.None())) {
            assertEquals(
                    mode, Durability.parse(" " + mode.toString().toUpperCase(Locale.ROOT) + " "));
        }
    }
}
