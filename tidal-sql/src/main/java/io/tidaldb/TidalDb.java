package io.tidaldb;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.session.Session;
import io.tidaldb.sql.execute.Engine;
import io.tidaldb.store.BackupPlaces;
import io.tidaldb.store.Durability;
import io.tidaldb.store.RecoveryListener;
import io.tidaldb.store.StoreOptions;

import java.nio.file.Path;

/** A database, open in this process. Safe for use by any number of threads. */
public final class TidalDb implements AutoCloseable {
    private final Engine engine;

    private TidalDb(Engine engine) {
        this.engine = engine;
    }

    /** How to open a database: in memory, until a directory is given. */
    public static Builder builder() {
        return new Builder(StoreOptions.inMemory(), RecoveryListener.SILENT);
    }

    /** A new session; it is used by one thread at a time, and may write backups anywhere. */
    public Session openSession() {
        return openSession(new BackupPlaces.Anywhere());
    }

    /**
     * As {@link #openSession()}, for somebody outside of this process.
     *
     * @param backups where the session may write and read backups
     */
    public Session openSession(BackupPlaces backups) {
        return engine.openSession(backups);
    }

    /** Waits for what is being written and closes; what is used afterwards fails. */
    @Override
    public void close() {
        engine.close();
    }

    /** How to open a database. Each method gives a builder that differs in one setting. */
    public static final class Builder {
        private final StoreOptions options;
        private final RecoveryListener listener;

        private Builder(StoreOptions options, RecoveryListener listener) {
            this.options = options;
            this.listener = listener;
        }

        private Builder with(StoreOptions changed) {
            return new Builder(changed, listener);
        }

        /** Keeps the data in a directory, which is made if it does not exist. */
        public Builder dataDir(Path directory) {
            return with(StoreOptions.at(directory).withClock(options.clock()));
        }

        /** Keeps the data in memory; closing the database forgets it. */
        public Builder ephemeral() {
            return with(StoreOptions.inMemory().withClock(options.clock()));
        }

        /** Takes the time from a clock other than the machine's. */
        public Builder clock(StoreClock clock) {
            return with(options.withClock(clock));
        }

        /** What an acknowledged write has survived; by default it is on disk. */
        public Builder durability(Durability durability) {
            return with(options.withDurability(durability));
        }

        /** Who is told how opening goes on, on the thread that opens. */
        public Builder recoveryListener(RecoveryListener told) {
            return new Builder(options, told);
        }

        /**
         * Opens the database and restores what it holds.
         *
         * @throws io.tidaldb.error.TidalException if the directory is in use by another process, is
         *     damaged, or was written by a newer version
         */
        public TidalDb open() {
            return new TidalDb(Engine.open(options, listener));
        }
    }
}
