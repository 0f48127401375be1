package io.tidaldb.store;

import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.checkpoint.Manifest;
import io.tidaldb.checkpoint.PageCodec;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.checkpoint.Snapshot;
import io.tidaldb.checkpoint.SnapshotWriter;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Cursor;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.log.LogBlock;
import io.tidaldb.log.LogReader;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Snapshots of ledgers in a directory of the cache, which spare whoever asks for the past reading
 * the log from its beginning. All of them follow from the log: what is damaged, or of another log,
 * is deleted. One thread adds, any thread reads.
 */
final class HistorySnapshots {
    private static final Logger LOG = LoggerFactory.getLogger(HistorySnapshots.class);

    private static final String SUFFIX = ".snapshot";
    private static final String UNFINISHED = ".unfinished";

    /** More than this many are thinned out, however small. */
    private static final int MAX_SNAPSHOTS = 256;

    private final KeyValueStore store;
    private final Path directory;

    /** From the earliest to the latest; replaced as a whole. */
    private volatile List<Snapshot> snapshots;

    /**
     * @param lastPosition the log's last position: snapshots of later ones are of another log
     */
    HistorySnapshots(KeyValueStore store, Path directory, long lastPosition) {
        this.store = store;
        this.directory = directory;
        this.snapshots = load(lastPosition);
    }

    private List<Snapshot> load(long lastPosition) {
        List<Snapshot> sound = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                Snapshot snapshot = file.toString().endsWith(SUFFIX) ? read(file) : null;
                if (snapshot != null && belongs(snapshot, lastPosition)) {
                    sound.add(snapshot);
                } else {
                    delete(file);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{} cannot be read, and the past is counted from the log: {}", directory, e);
        }
        sound.sort(Comparator.comparingLong(Snapshot::position));
        return List.copyOf(sound);
    }

    private static Snapshot read(Path file) {
        try {
            return Snapshot.open(file);
        } catch (IOException | MalformedBytesException e) {
            LOG.warn("{} is damaged and is deleted: {}", file, e.getMessage());
            return null;
        }
    }

    private boolean belongs(Snapshot snapshot, long lastPosition) {
        boolean own =
                snapshot.position() <= lastPosition
                        && snapshot.origin().equals(origin(snapshot.position()));
        if (!own) {
            LOG.info("{} is of no use for this log any more and is deleted", snapshot.file());
        }
        return own;
    }

    /** The place of a position in this log; null where no block ends there. */
    private Snapshot.Origin origin(long position) {
        byte[] identity = store.get(Family.META, MetaKeys.IDENTITY);
        try (LogReader reader = new LogReader(store, position, position)) {
            if (!reader.next()) {
                return null;
            }
            LogBlock block = reader.block();
            return block.position() + block.count() - 1 == position
                    ? new Snapshot.Origin(
                            HexFormat.of().formatHex(identity),
                            block.position(),
                            block.count(),
                            block.times().committed())
                    : null;
        } catch (TidalException e) {
            LOG.debug("the log cannot be read at position {}", position, e);
            return null;
        }
    }

    /** What a signal can be counted from. */
    List<LedgerBase> bases(int signal) {
        List<LedgerBase> bases = new ArrayList<>();
        for (Snapshot snapshot : snapshots) {
            Manifest.SignalState state = snapshot.manifest().signal(signal);
            if (state != null) {
                bases.add(
                        new LedgerBase(
                                snapshot.position(),
                                snapshot.manifest().place().known(),
                                snapshot.manifest().number(),
                                state,
                                new SnapshotPages(snapshot, signal)));
            }
        }
        return bases;
    }

    private final class SnapshotPages implements LedgerBase.Pages {
        private final Snapshot snapshot;
        private final int signal;

        SnapshotPages(Snapshot snapshot, int signal) {
            this.snapshot = snapshot;
            this.signal = signal;
        }

        @Override
        public void forEach(LedgerBase.Visitor visitor) {
            if (!snapshots.contains(snapshot)) {
                throw new SupersededException("snapshot " + snapshot.position());
            }
            try {
                snapshot.forEach(signal, visitor::visit);
            } catch (IOException e) {
                throw new MalformedBytesException(snapshot.file() + ": " + e.getMessage());
            }
        }

        /** Nobody else is to meet it, unless it was thinned out meanwhile. */
        @Override
        public void damaged() {
            if (!drop(snapshot)) {
                throw new SupersededException("snapshot " + snapshot.position());
            }
        }
    }

    private synchronized boolean drop(Snapshot snapshot) {
        List<Snapshot> rest = new ArrayList<>(snapshots);
        boolean known = rest.remove(snapshot);
        if (known) {
            snapshots = List.copyOf(rest);
            delete(snapshot.file());
        }
        return known;
    }

    /**
     * Makes a snapshot of the last checkpoint, if the log has grown enough since the last one.
     *
     * @param least by how much the log must have grown at least
     * @param interruption is run now and then, and ends it by what it throws
     */
    void add(long least, Runnable interruption) {
        try (Cursor cursor = store.scan(Family.CHECKPOINT, null, null)) {
            if (!cursor.next() || !Arrays.equals(cursor.key(), Manifest.KEY)) {
                return;
            }
            Manifest manifest = Manifest.decode(cursor.value());
            Snapshot.Origin origin = isDue(manifest, least) ? origin(manifest.position()) : null;
            if (origin != null) {
                Snapshot made = write(cursor, manifest, origin, interruption);
                synchronized (this) {
                    List<Snapshot> all = new ArrayList<>(snapshots);
                    all.add(made);
                    snapshots = List.copyOf(all);
                }
                thin(manifest.place().logBytes());
            }
        } catch (IOException e) {
            LOG.warn(
                    "no snapshot could be written to {}, and the past is counted from earlier ones:"
                            + " {}",
                    directory,
                    e.toString());
        }
    }

    private boolean isDue(Manifest manifest, long least) {
        if (snapshots.isEmpty()) {
            return manifest.place().logBytes() >= least;
        }
        Snapshot last = snapshots.getLast();
        long grown = manifest.place().logBytes() - last.manifest().place().logBytes();
        return last.position() < manifest.position() && grown >= Math.max(least, last.byteSize());
    }

    private Snapshot write(
            Cursor cursor, Manifest manifest, Snapshot.Origin origin, Runnable interruption)
            throws IOException {
        String name = "%019d".formatted(manifest.position());
        try (SnapshotWriter writer =
                new SnapshotWriter(
                        directory.resolve(name + SUFFIX), directory.resolve(name + UNFINISHED))) {
            while (cursor.next()) {
                interruption.run();
                PageCodec.Key page = PageCodec.key(cursor.key());
                if (page.id().kind().compareTo(PageId.Kind.EVENT_IDS) >= 0) {
                    break;
                }
                if (page.version() <= manifest.number()) {
                    writer.write(page.id(), cursor.key(), cursor.value());
                }
            }
            return writer.finish(origin, manifest);
        }
    }

    /** Deletes those that are missed least, until all together are not larger than the log. */
    private synchronized void thin(long logBytes) {
        List<Snapshot> rest = new ArrayList<>(snapshots);
        long size = rest.stream().mapToLong(Snapshot::byteSize).sum();
        while (rest.size() > 1 && (size > logBytes || rest.size() > MAX_SNAPSHOTS)) {
            Snapshot least = missedLeast(rest);
            rest.remove(least);
            size -= least.byteSize();
            delete(least.file());
        }
        snapshots = List.copyOf(rest);
    }

    /** The one without which the longest stretch of log between two others is the shortest. */
    private static Snapshot missedLeast(List<Snapshot> all) {
        Snapshot least = all.getFirst();
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i + 1 < all.size(); i++) {
            long before = i == 0 ? 0 : all.get(i - 1).manifest().place().logBytes();
            long gap = all.get(i + 1).manifest().place().logBytes() - before;
            if (gap < shortest) {
                shortest = gap;
                least = all.get(i);
            }
        }
        return least;
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted; delete it by hand: {}", file, e.toString());
        }
    }
}
