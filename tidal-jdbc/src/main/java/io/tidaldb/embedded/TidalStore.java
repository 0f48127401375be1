package io.tidaldb.embedded;

import io.tidaldb.TidalDb;
import io.tidaldb.clock.StoreClock;
import io.tidaldb.session.Session;

/** A {@link TidalDb}. */
record TidalStore(TidalDb database) implements OpenDatabase {
    /**
     * Opens it.
     *
     * @param clock a clock's name, see {@link StoreClock#parse}; null for the machine's
     */
    static OpenDatabase open(DatabaseKey key, String clock) {
        TidalDb.Builder builder =
                key.directory()
                        .map(TidalDb.builder()::dataDir)
                        .orElseGet(TidalDb.builder()::ephemeral);
        builder = builder.recoveryListener(OpeningListener.current());
        if (clock != null) {
            builder = builder.clock(StoreClock.parse(clock));
        }
        return new TidalStore(builder.open());
    }

    @Override
    public Session openSession() {
        return database.openSession();
    }

    @Override
    public void close() {
        database.close();
    }
}
