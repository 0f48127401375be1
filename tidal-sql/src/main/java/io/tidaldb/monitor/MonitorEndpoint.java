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

/** A small HTTP server for the pages of a {@link Monitor}. */
public final class MonitorEndpoint implements AutoCloseable {
    static final String SETTING = "metrics";
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int INTERNAL_ERROR = 500;
    private static final int NO_BODY = -1;

    private final HttpServer server;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();

    private MonitorEndpoint(HttpServer server) {
        this.server = server;
    }

    /**
     * Takes an address; nothing is answered before {@link #start}.
     *
     * @throws ConfigurationException if it cannot be taken
     */
    public static MonitorEndpoint bind(InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new ConfigurationException(
                    SETTING,
                    address.getHostString() + ":" + address.getPort(),
                    "no machine is known by that name; give an address of this one");
        }
        try {
            return new MonitorEndpoint(HttpServer.create(address, 0));
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

    /** Answers from now on. */
    public void start(Monitor monitor) {
        server.createContext("/", exchange -> answer(exchange, monitor));
        server.setExecutor(requests);
        // Its thread is a daemon if the one that starts it is: a process ends without closing it.
        Thread starter =
                Thread.ofPlatform().name("tidal-monitor").daemon().unstarted(server::start);
        starter.start();
        try {
            starter.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where it answers, with the port that was taken. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private static void answer(HttpExchange exchange, Monitor monitor) throws IOException {
        try (exchange) {
            boolean head = exchange.getRequestMethod().equals("HEAD");
            if (!head && !exchange.getRequestMethod().equals("GET")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                exchange.sendResponseHeaders(METHOD_NOT_ALLOWED, NO_BODY);
                return;
            }
            Monitor.Page page = page(exchange.getRequestURI().getPath(), monitor);
            exchange.getResponseHeaders().set("Content-Type", page.contentType());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(page.status(), head ? NO_BODY : page.body().length);
            if (!head) {
                exchange.getResponseBody().write(page.body());
            }
        }
    }

    private static Monitor.Page page(String path, Monitor monitor) {
        try {
            Optional<Monitor.Page> page = monitor.page(path);
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
