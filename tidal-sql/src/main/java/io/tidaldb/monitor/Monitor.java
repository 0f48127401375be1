package io.tidaldb.monitor;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.store.CheckpointStatistics;
import io.tidaldb.store.Store;
import io.tidaldb.store.StoreStatistics;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Tells how an open store is. Any thread may ask at any time. */
public final class Monitor {
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final Store store;
    private final long start = System.nanoTime();

    public Monitor(Store store) {
        this.store = store;
    }

    /**
     * What is at a path of an HTTP server.
     *
     * @param status of HTTP
     */
    public record Page(int status, String contentType, byte[] body) {}

    /**
     * @throws TidalException CLOSED
     */
    public Health health() {
        StoreStatistics now = store.statistics();
        CheckpointStatistics checkpoints = now.checkpoints();
        Optional<TidalException> failure = store.failure();
        return new Health(
                failure.map(TidalException::getMessage),
                uptime(),
                now.position(),
                checkpoints == null ? 0 : checkpoints.position(),
                checkpoints == null ? uptime() : Duration.ofNanos(checkpoints.ageNanos()),
                checkpoints != null && checkpoints.failed(),
                failure.isPresent(),
                now.queue().commits(),
                now.queue().maxCommits());
    }

    /**
     * The page at a path: {@code /healthz}, whose status is 503 if something is wrong, and {@code
     * /metrics} in Prometheus' text format 0.0.4. Empty for any other path.
     */
    public Optional<Page> page(String path) {
        return switch (path) {
            case "/healthz" -> Optional.of(healthPage());
            case "/metrics" -> Optional.of(metricsPage());
            default -> Optional.empty();
        };
    }

    private Page healthPage() {
        try {
            Health health = health();
            return page(
                    health.isOk() ? OK : UNAVAILABLE, "application/json", HealthText.of(health));
        } catch (TidalException e) {
            requireClosed(e);
            return page(UNAVAILABLE, "application/json", HealthText.closed());
        }
    }

    private Page metricsPage() {
        try {
            String text = MetricsText.of(store.statistics(), store.failure().isEmpty(), uptime());
            return page(OK, MetricsText.CONTENT_TYPE, text);
        } catch (TidalException e) {
            requireClosed(e);
            return page(UNAVAILABLE, "text/plain; charset=utf-8", "the database is closed\n");
        }
    }

    private static void requireClosed(TidalException e) {
        if (e.code() != ErrorCode.CLOSED) {
            throw e;
        }
    }

    private static Page page(int status, String contentType, String text) {
        return new Page(status, contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    private Duration uptime() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
