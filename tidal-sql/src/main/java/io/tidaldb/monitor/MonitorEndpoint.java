package io.tidaldb.monitor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.tidaldb.error.ConfigurationException;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A small HTTP server for the pages of a {@link Monitor}. Until there is one, while the database is
 * being opened, it answers that.
 */
public final class MonitorEndpoint implements AutoCloseable {
    static final String SETTING = "metrics";
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int INTERNAL_ERROR = 500;
    private static final int UNAVAILABLE = 503;
    private static final int NO_BODY = -1;

    private final HttpServer server;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Monitor monitor;

    private MonitorEndpoint(HttpServer server) {
        this.server = server;
    }

    /**
     * Takes an address and answers there from now on.
     *
     * @throws ConfigurationException if it cannot be taken
     */
    public static MonitorEndpoint at(InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new ConfigurationException(
                    SETTING,
                    address.getHostString() + ":" + address.getPort(),
                    "no machine is known by that name; give an address of this one");
        }
        try {
            MonitorEndpoint endpoint = new MonitorEndpoint(HttpServer.create(address, 0));
            endpoint.start();
            return endpoint;
        } catch (IOException e) {
            throw new ConfigurationException(
                    SETTING,
                    address.getHostString() + ":" + address.getPort(),
                    "the address cannot be taken ("
                            + e.getMessage()
                            + "); give one of this machine with a port that is free, or port 0",
                    e);
        }
    }

    private void start() {
        server.createContext("/", this::answer);
        server.setExecutor(requests);
        // Its thread is a daemon if the one that starts it is: a process ends without closing it.
        Thread starter = Thread.ofPlatform().daemon().start(server::start);
        boolean interrupted = false;
        while (starter.isAlive()) {
            try {
                starter.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Shows what a monitor says from now on. */
    public void show(Monitor newMonitor) {
        monitor = newMonitor;
    }

    /** Where it answers, with the port that was taken. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean head = exchange.getRequestMethod().equals("HEAD");
            if (!head && !exchange.getRequestMethod().equals("GET")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                exchange.sendResponseHeaders(METHOD_NOT_ALLOWED, NO_BODY);
                return;
            }
            Monitor.Page page = page(exchange.getRequestURI().getPath());
            exchange.getResponseHeaders().set("Content-Type", page.contentType());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(page.status(), head ? NO_BODY : page.body().length);
            if (!head) {
                exchange.getResponseBody().write(page.body());
            }
        }
    }

    private Monitor.Page page(String path) {
        Monitor shown = monitor;
        if (shown == null) {
            return new Monitor.Page(
                    UNAVAILABLE,
                    "application/json",
                    HealthText.starting().getBytes(StandardCharsets.UTF_8));
        }
        try {
            Optional<Monitor.Page> page = shown.page(path);
            return page.orElseGet(() -> text(NOT_FOUND, "There is /healthz and /metrics."));
        } catch (RuntimeException e) {
            return text(INTERNAL_ERROR, e.toString());
        }
    }

    private static Monitor.Page text(int status, String text) {
        return new Monitor.Page(
                status,
                "text/plain; charset=utf-8",
                (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Answers no more and gives up the address. */
    @Override
    public void close() {
        server.stop(0);
        requests.shutdownNow();
    }
}
