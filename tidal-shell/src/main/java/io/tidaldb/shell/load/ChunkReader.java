package io.tidaldb.shell.load;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;

/** Reads, routes and converts records on its own thread and queues them as chunks. */
final class ChunkReader implements Runnable {
    private final CsvSource source;
    private final ImportPlan plan;
    private final int rowsPerChunk;
    private final BlockingQueue<Chunk> queue;

    ChunkReader(CsvSource source, ImportPlan plan, int rowsPerChunk, BlockingQueue<Chunk> queue) {
        this.source = source;
        this.plan = plan;
        this.rowsPerChunk = rowsPerChunk;
        this.queue = queue;
    }

    @Override
    public void run() {
        try {
            boolean last = false;
            while (!last) {
                Chunk chunk = read();
                last = chunk.last();
                queue.put(chunk);
            }
        } catch (InterruptedException e) {
            // Whoever takes the chunks has given up.
            Thread.currentThread().interrupt();
        }
    }

    /** The next chunk; good records before a bad one are still delivered. */
    private Chunk read() {
        Map<RowPlan, Chunk.Part> byPlan = new IdentityHashMap<>();
        List<Chunk.Part> parts = new ArrayList<>();
        for (RowPlan each : plan.rowPlans()) {
            Chunk.Part part = new Chunk.Part(each);
            byPlan.put(each, part);
            parts.add(part);
        }
        try {
            int rows = 0;
            while (rows < rowsPerChunk) {
                if (!source.next()) {
                    return new Chunk(parts, true, null, source.bytesRead());
                }
                RowPlan target = plan.planOf(source);
                if (target != null) {
                    byPlan.get(target).add(target.row(source), source.line());
                    rows++;
                }
            }
            return new Chunk(parts, false, null, source.bytesRead());
        } catch (RuntimeException e) {
            return new Chunk(parts, true, e, source.bytesRead());
        }
    }
}
