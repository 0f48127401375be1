package io.tidaldb.monitor;

/** Health as JSON. */
final class HealthText {
    private HealthText() {}

    static String of(Health health) {
        return "{\"status\":\""
                + (health.isOk() ? "ok" : "failing")
                + "\""
                + health.failure().map(reason -> ",\"reason\":" + quoted(reason)).orElse("")
                + ",\"uptime_secs\":"
                + health.uptime().toSeconds()
                + ",\"position\":"
                + health.position()
                + ",\"last_checkpoint\":"
                + health.lastCheckpoint()
                + ",\"checkpoint_age_secs\":"
                + health.checkpointAge().toSeconds()
                + ",\"checkpoints_failed\":"
                + health.checkpointsFailed()
                + ",\"read_only\":"
                + health.readOnly()
                + ",\"queued_commits\":"
                + health.queuedCommits()
                + ",\"queue_capacity\":"
                + health.queueCapacity()
                + "}\n";
    }

    /** Of a database that is being opened. */
    static String starting() {
        return "{\"status\":\"starting\"}\n";
    }

    /** Of a database that is closed, or being closed. */
    static String closed() {
        return "{\"status\":\"failing\",\"reason\":\"the database is closed\"}\n";
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
