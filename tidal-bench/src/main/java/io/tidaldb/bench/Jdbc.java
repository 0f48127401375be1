package io.tidaldb.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Producers that write batches of events through JDBC, each on a connection of its own, with {@code
 * executeBatch}.
 */
final class Jdbc implements Throughput.Work {
    private static final int PRODUCERS = 2;

    private final String url;
    private final String signal;
    private final List<EventStream> streams = new ArrayList<>();

    Jdbc(String url, String signal) {
        this.url = url;
        this.signal = signal;
        for (int i = 0; i < PRODUCERS; i++) {
            streams.add(new EventStream(i));
        }
    }

    @Override
    public long run(long deadline) throws Exception {
        List<Callable<Long>> producers = new ArrayList<>();
        for (EventStream stream : streams) {
            producers.add(() -> produce(stream, deadline));
        }
        return Throughput.together(producers);
    }

    private long produce(EventStream stream, long deadline) throws Exception {
        long done = 0;
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement insert =
                        connection.prepareStatement(
                                "INSERT INTO " + signal + " (item_id, at) VALUES (?, ?)")) {
            while (System.nanoTime() < deadline) {
                Timestamp now = new Timestamp(System.currentTimeMillis());
                for (int i = 0; i < Batches.SIZE; i++) {
                    stream.advance();
                    insert.setLong(1, stream.post());
                    insert.setTimestamp(2, now);
                    insert.addBatch();
                }
                insert.executeBatch();
                done += Batches.SIZE;
            }
        }
        return done;
    }
}
