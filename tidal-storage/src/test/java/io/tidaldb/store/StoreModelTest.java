package io.tidaldb.store;

import io.tidaldb.store.World.Configuration;
import io.tidaldb.testing.Home;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

import java.io.IOException;
import java.util.Random;

/**
 * Random histories on stores in memory, on a simulated disk and in a directory, each under random
 * configurations. Whatever those are, a store answers as brute force does.
 */
class StoreModelTest {
    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void aStoreThatStaysOpenAnswersAsBruteForceDoes(@ForAll long seed) {
        History history = History.random(seed, true);
        Random random = new Random(seed);
        try (World simulated =
                new World(history, Configuration.random(random), new Place.Simulated())) {
            simulated.run();
        }
        World memory = new World(history, Configuration.random(random), new Place.Memory());
        memory.run();
        memory.end();
    }

    @Property(tries = 150, shrinking = ShrinkingMode.OFF)
    void aStoreThatCrashesAnswersAsBruteForceDoes(@ForAll long seed) {
        History history = History.random(seed, false);
        Random random = new Random(seed);
        for (int i = 0; i < 2; i++) {
            try (World world =
                    new World(history, Configuration.random(random), new Place.Simulated())) {
                world.run();
            }
        }
    }

    @Property(tries = 12, shrinking = ShrinkingMode.OFF)
    void aDirectoryAnswersAsBruteForceDoes(@ForAll long seed) throws IOException {
        History history = History.random(seed, false);
        try (Home home = Home.create("model");
                World world =
                        new World(
                                history,
                                Configuration.random(new Random(seed)),
                                new Place.Directory(home.path()))) {
            world.run();
        }
    }
}
