package io.tidaldb.server;

import io.tidaldb.TidalDb;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.meta.SessionSource;
import io.tidaldb.meta.TidalMeta;
import io.tidaldb.monitor.Monitor;

import org.apache.calcite.avatica.remote.LocalService;
import org.apache.calcite.avatica.remote.Service;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Serves an open database over HTTP: JSON at {@code /}, protocol buffers at {@code /protobuf}, its
 * health at {@code /healthz} and its metrics at {@code /metrics}. The database stays open when the
 * server stops.
 */
public final class TidalServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TidalServer.class);
    private static final int MAX_THREADS = 200;
    private static final long IDLE_MILLIS = 300_000;

    private final Server server;
    private final ServerConnector connector;
    private final GracefulHandler requests;
    private final TidalMeta meta;
    private final Duration stopTimeout;

    private TidalServer(
            Server server,
            ServerConnector connector,
            GracefulHandler requests,
            TidalMeta meta,
            Duration stopTimeout) {
        this.server = server;
        this.connector = connector;
        this.requests = requests;
        this.meta = meta;
        this.stopTimeout = stopTimeout;
    }

    /**
     * Starts serving a database.
     *
     * @throws TidalException {@link ErrorCode#INPUT_OUTPUT} if the port is taken
     */
    public static TidalServer start(TidalDb db, ServerOptions options) {
        return start(() -> db.openSession(options.backups()), db.monitor()::page, options);
    }

    /** The same for anything that opens sessions, without health and metrics. */
    public static TidalServer start(SessionSource source, ServerOptions options) {
        return start(source, path -> Optional.empty(), options);
    }

    private static TidalServer start(
            SessionSource source,
            Function<String, Optional<Monitor.Page>> pages,
            ServerOptions options) {
        TidalMeta meta = new TidalMeta(source, options.limits());
        Service service = new LocalService(meta);
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS);
        threads.setName("tidal-server");
        Server server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector =
                new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(options.host());
        connector.setPort(options.port());
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        JsonProtocol json = new JsonProtocol(service);
        GracefulHandler requests =
                new GracefulHandler(
                        new RequestHandler(
                                Map.of(
                                        "/", json,
                                        "/json", json,
                                        "/protobuf", new ProtobufProtocol(service)),
                                pages,
                                options.maxRequestBytes()));
        server.setHandler(requests);
        try {
            server.start();
        } catch (Exception e) {
            stop(server);
            throw new TidalException(
                    ErrorCode.INPUT_OUTPUT,
                    "Cannot listen at "
                            + options.host()
                            + ":"
                            + options.port()
                            + " ("
                            + e.getMessage()
                            + "). Is a server running there already? Choose another port.",
                    e);
        }
        return new TidalServer(server, connector, requests, meta, options.stopTimeout());
    }

    /** The port it listens at. */
    public int port() {
        return connector.getLocalPort();
    }

    /** How many clients are connected. */
    public int connectionCount() {
        return meta.connectionCount();
    }

    /**
     * Takes no more requests, lets running ones finish for a while, cancels the others and closes
     * every connection.
     */
    @Override
    public void close() {
        try {
            requests.shutdown().get(stopTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.info("Requests still run after {}; cancelling them", stopTimeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        meta.close();
        stop(server);
    }

    private static void stop(Server server) {
        try {
            server.stop();
        } catch (Exception e) {
            throw new TidalException(
                    ErrorCode.INTERNAL, "The server did not stop cleanly: " + e.getMessage(), e);
        }
    }
}
