package io.tidaldb.jdbc;

import io.tidaldb.server.ServerOptions;
import io.tidaldb.server.TidalServer;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** {@link DriverContract} through a server. */
final class RemoteContractTest extends DriverContract {
    private final TidalServer server =
            TidalServer.start(database, ServerOptions.DEFAULT.withPort(0));

    @Override
    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:tidal://127.0.0.1:" + server.port());
    }

    @Override
    void stop() {
        server.close();
    }
}
