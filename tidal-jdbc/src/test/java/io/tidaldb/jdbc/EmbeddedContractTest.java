package io.tidaldb.jdbc;

import io.tidaldb.meta.ConnectionLimits;
import io.tidaldb.meta.TidalMeta;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;

/** {@link DriverContract} without a server between. */
final class EmbeddedContractTest extends DriverContract {
    @Override
    Connection connect() throws SQLException {
        String url = "jdbc:tidal:mem:scripted";
        return TidalDriver.open(
                new TidalMeta(database, ConnectionLimits.DEFAULT),
                TidalUrl.parse(url, new Properties()),
                url);
    }
}
