package io.tidaldb.crash;

import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;

/**
 * Processes that write are killed, again and again on the same directories. After each, everything
 * that was acknowledged is there exactly once, every write set is there whole or not at all,
 * nothing else is there, and all sums equal brute force.
 *
 * <p>{@code -Dcrash.kills=200} for a long run, {@code -Dcrash.seed=N} to repeat what a run did, but
 * for the moments, which the machine has a part in.
 */
class CrashTest {
    private static final int KILLS = Integer.getInteger("crash.kills", 20);
    private static final long SEED = Long.getLong("crash.seed", new Random().nextLong());

    /** After so many, another directory begins. */
    private static final int KILLS_PER_DIRECTORY = 8;

    @TemporaryHome Path home;

    @Test
    void whatWasAcknowledgedIsThereOnceAndNothingElse() throws IOException {
        System.out.println("-Dcrash.kills=" + KILLS + " -Dcrash.seed=" + SEED);
        Child child = new Child(Files.createDirectory(home.resolve("libraries")));
        Random seeds = new Random(SEED);
        Map<Kill.Moment, Integer> killed = new EnumMap<>(Kill.Moment.class);
        long sets = 0;
        for (int kills = 0, n = 0; kills < KILLS; n++) {
            Path place = Files.createDirectory(home.resolve("place " + n));
            Victim victim = new Victim(child, place, seeds.nextLong());
            int last = Math.min(KILLS, kills + KILLS_PER_DIRECTORY);
            while (kills < last) {
                kills += victim.round(kills + 1 == last) ? 1 : 0;
            }
            sets += victim.sets();
            victim.moments().forEach((moment, count) -> killed.merge(moment, count, Integer::sum));
        }
        System.out.println(KILLS + " kills, " + killed + ", " + sets + " sets");
    }
}
