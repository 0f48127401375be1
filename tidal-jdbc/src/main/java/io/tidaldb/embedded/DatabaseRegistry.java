package io.tidaldb.embedded;

import io.tidaldb.jdbc.EmbeddedConnector;
import io.tidaldb.jdbc.TidalUrl;
import io.tidaldb.meta.ConnectionLimits;
import io.tidaldb.meta.TidalMeta;

import org.apache.calcite.avatica.Meta;

/** Serves the driver's connections from {@link SharedDatabases} of this process. */
public final class DatabaseRegistry implements EmbeddedConnector {
    private static final SharedDatabases DATABASES = new SharedDatabases(TidalStore::open);

    @Override
    public Meta connect(TidalUrl url) {
        DatabaseKey key =
                url.kind() == TidalUrl.Kind.MEMORY
                        ? DatabaseKey.memory(url.location())
                        : DatabaseKey.directory(url.location());
        return new TidalMeta(
                () -> DATABASES.openSession(key, DatabaseSettings.of(url)),
                ConnectionLimits.DEFAULT);
    }
}
