package io.tidaldb.embedded;

import io.tidaldb.TidalDb;
import io.tidaldb.TidalDbBuilder;
import io.tidaldb.session.Session;

/** A {@link TidalDb}. */
record TidalStore(TidalDb database) implements OpenDatabase {
    /** Opens it. */
    static OpenDatabase open(DatabaseKey key, DatabaseSettings settings) {
        TidalDbBuilder builder = TidalDb.builder().recoveryListener(OpeningListener.current());
        settings.applyTo(builder);
        key.directory().ifPresentOrElse(builder::dataDir, builder::ephemeral);
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
