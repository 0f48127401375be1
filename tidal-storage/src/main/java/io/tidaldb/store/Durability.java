package io.tidaldb.store;

import io.tidaldb.error.ConfigurationException;

import java.util.Locale;

/**
 * What is certain when a commit returns. All modes survive the end of the process. As text a mode
 * is what {@link #parse} reads.
 */
public sealed interface Durability {
    /** It is on disk. */
    record Sync() implements Durability {
        @Override
        public String toString() {
            return "sync";
        }
    }

    /**
     * It will be on disk within that time; a power failure may lose what is younger.
     *
     * @param millis 1 to 60,000
     */
    record Interval(long millis) implements Durability {
        public Interval {
            if (millis < 1 || millis > 60_000) {
                throw new ConfigurationException(
                        "durability",
                        "interval:" + millis,
                        "the interval must be 1 to 60000 milliseconds");
            }
        }

        @Override
        public String toString() {
            return "interval:" + millis;
        }
    }

    /** The operating system writes it to disk when it likes, and closing the store does. */
    record None() implements Durability {
        @Override
        public String toString() {
            return "none";
        }
    }

    /** Its name, as {@link #parse} reads it. */
    default String text() {
        return switch (this) {
            case Sync sync -> "sync";
            case Interval interval -> "interval:" + interval.millis;
            case None none -> "none";
        };
    }

    /**
     * Reads a mode's name: {@code sync}, {@code interval:MILLIS} or {@code none}.
     *
     * @throws ConfigurationException if it is none of these
     */
    static Durability parse(String text) {
        String name = text.strip().toLowerCase(Locale.ROOT);
        if (name.equals("sync")) {
            return new Sync();
        }
        if (name.equals("none")) {
            return new None();
        }
        if (name.matches("interval:[0-9]{1,9}")) {
            return new Interval(Long.parseLong(name.substring("interval:".length())));
        }
        throw new ConfigurationException(
                "durability", "'" + text + "'", "it must be sync, interval:MILLIS or none");
    }
}
