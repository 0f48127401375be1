package io.tidaldb.checkpoint;

import io.tidaldb.bytes.ByteWriter;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a {@link Snapshot} under another name and gives it its own when it is whole and on disk.
 * For one thread.
 */
public final class SnapshotWriter implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;
    private final Path unfinished;
    private final FileOutputStream output;
    private final OutputStream out;
    private final ByteWriter scratch = new ByteWriter(1 << 14);
    private final List<Snapshot.Run> runs = new ArrayList<>();
    private long offset;

    /**
     * @param file its name when it is whole
     * @param unfinished its name until then
     */
    public SnapshotWriter(Path file, Path unfinished) throws IOException {
        this.file = file;
        this.unfinished = unfinished;
        this.output = new FileOutputStream(unfinished.toFile());
        this.out = new BufferedOutputStream(output, BUFFER_BYTES);
    }

    /** Adds a page; pages of a kind and an owner come together. */
    public void write(PageId id, byte[] key, byte[] value) throws IOException {
        scratch.clear();
        scratch.writeBytes(key).writeBlob(value);
        out.write(scratch.array(), 0, scratch.size());
        Snapshot.Run last = runs.isEmpty() ? null : runs.getLast();
        if (last != null && last.kind() == id.kind() && last.owner() == id.owner()) {
            long bytes = last.bytes() + scratch.size();
            runs.set(
                    runs.size() - 1,
                    new Snapshot.Run(last.kind(), last.owner(), last.offset(), bytes));
        } else {
            runs.add(new Snapshot.Run(id.kind(), id.owner(), offset, scratch.size()));
        }
        offset += scratch.size();
    }

    /** Makes it whole. */
    public Snapshot finish(Snapshot.Origin origin, Manifest manifest) throws IOException {
        byte[] end = Snapshot.end(origin, manifest, runs);
        out.write(end);
        out.flush();
        output.getFD().sync();
        out.close();
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory =
                FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
        return new Snapshot(file, origin, manifest, runs, offset + end.length);
    }

    /** Removes what was not finished. */
    @Override
    public void close() throws IOException {
        output.close();
        Files.deleteIfExists(unfinished);
    }
}
