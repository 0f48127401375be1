package io.tidaldb.monitor;

import io.tidaldb.store.CheckpointStatistics;
import io.tidaldb.store.LatencyStatistics;
import io.tidaldb.store.QueueStatistics;
import io.tidaldb.store.StoreStatistics;
import io.tidaldb.store.WriteStatistics;

import java.math.BigDecimal;
import java.time.Duration;

/** Metrics in Prometheus' text format 0.0.4. */
final class MetricsText {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final double NANOS = 1e9;
    private static final double MICROS = 1e6;

    private final StringBuilder out = new StringBuilder(8192);

    private MetricsText() {}

    static String of(StoreStatistics now, boolean ok, Duration uptime) {
        MetricsText text = new MetricsText();
        text.info();
        text.gauge("uptime_seconds", "Time since the database was opened.", seconds(uptime));
        text.gauge("health_ok", "1 if all is well, 0 if writes are refused.", ok ? 1 : 0);
        text.contents(now);
        text.writes(now.writes());
        text.queue(now.queue());
        if (now.checkpoints() != null) {
            text.checkpoints(now.checkpoints());
        }
        return text.out.toString();
    }

    private void info() {
        head("info", "Which tidalDB this is.", "gauge");
        out.append("tidaldb_info{version=\"")
                .append(BuildInfo.VERSION)
                .append("\",build=\"")
                .append(BuildInfo.BUILD)
                .append("\"} 1\n");
    }

    private void contents(StoreStatistics now) {
        gauge("log_position", "Last position of the log.", now.position());
        gauge("rows", "Rows of all tables.", now.rows());
        gauge("events", "Events that signals count.", now.events());
        gauge(
                "unknown_events",
                "Events that named a row that was not there, and count for nothing.",
                now.unknownEvents());
        gauge("edges", "Edges of all relationships.", now.edges());
        gauge("stored_bytes", "About the size on disk, or in memory.", now.storedBytes());
    }

    private void writes(WriteStatistics writes) {
        counter("commits_total", "Writes that were committed.", writes.commits());
        counter("commit_groups_total", "Groups that they were written in.", writes.groups());
        counter("events_total", "Events that were written.", writes.events());
        counter("rejected_writes_total", "Writes that failed a check.", writes.rejected());
        counter("log_bytes_total", "Bytes of log blocks that were written.", writes.logBytes());
        histogram(
                "commit_seconds",
                "Time from when a write was asked for until it was acknowledged.",
                writes.commitLatency());
        histogram(
                "log_write_seconds",
                "Time to write a group to the log, with sync durability fsync included.",
                writes.logLatency());
        histogram(
                "fsync_seconds",
                "Time of an fsync by itself, as interval durability does them.",
                writes.syncLatency());
    }

    private void queue(QueueStatistics queue) {
        gauge("queue_commits", "Writes that wait for the writer.", queue.commits());
        gauge("queue_capacity_commits", "How many may.", queue.maxCommits());
        gauge("queue_bytes", "About how much of the heap they take.", queue.bytes());
        gauge("queue_capacity_bytes", "How much they may.", queue.maxBytes());
        gauge("queue_waiting", "Writes that wait for room in the queue.", queue.waiting());
        counter(
                "timed_out_writes_total",
                "Writes that found no room in the queue in time.",
                queue.timeouts());
    }

    private void checkpoints(CheckpointStatistics checkpoints) {
        gauge(
                "checkpoint_position",
                "Log position of the last checkpoint, 0 for none.",
                checkpoints.position());
        gauge(
                "checkpoint_age_seconds",
                "Time since the last checkpoint, or the opening if none was taken since.",
                checkpoints.ageNanos() / NANOS);
        gauge(
                "checkpoint_duration_seconds",
                "How long the last checkpoint took, 0 if none was taken since the opening.",
                checkpoints.durationNanos() / NANOS);
        gauge(
                "checkpoint_failed",
                "1 if no checkpoints are taken any more because one failed.",
                checkpoints.failed() ? 1 : 0);
        counter("checkpoints_total", "Checkpoints that were taken.", checkpoints.taken());
    }

    private void gauge(String name, String help, double value) {
        head(name, help, "gauge");
        sample(name, "", value);
    }

    private void counter(String name, String help, long value) {
        head(name, help, "counter");
        sample(name, "", value);
    }

    private void histogram(String name, String help, LatencyStatistics latency) {
        head(name, help, "histogram");
        long cumulative = 0;
        for (int i = 0; i < latency.counts().length; i++) {
            cumulative += latency.counts()[i];
            String bound =
                    i < LatencyStatistics.BOUNDS_MICROS.size()
                            ? number(LatencyStatistics.BOUNDS_MICROS.get(i) / MICROS)
                            : "+Inf";
            sample(name + "_bucket", "{le=\"" + bound + "\"}", cumulative);
        }
        sample(name + "_sum", "", latency.totalNanos() / NANOS);
        sample(name + "_count", "", cumulative);
    }

    private void head(String name, String help, String type) {
        out.append("# HELP tidaldb_").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE tidaldb_").append(name).append(' ').append(type).append('\n');
    }

    private void sample(String name, String labels, double value) {
        out.append("tidaldb_").append(name).append(labels).append(' ');
        out.append(number(value)).append('\n');
    }

    private static String number(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS;
    }
}
