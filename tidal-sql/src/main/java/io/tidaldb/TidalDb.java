package io.tidaldb;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.session.Session;
import java.nio.file.Path;

/** A database, open in this process. */
public final class TidalDb implements AutoCloseable {
    private TidalDb() {}

    public static Builder builder() {
        return new Builder();
    }

    public Session openSession() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    /** How to open a database. */
    public static final class Builder {
        public Builder dataDir(Path directory) {
            return this;
        }

        public Builder ephemeral() {
            return this;
        }

        public Builder clock(StoreClock clock) {
            return this;
        }

        public TidalDb open() {
            return new TidalDb();
        }
    }
}
