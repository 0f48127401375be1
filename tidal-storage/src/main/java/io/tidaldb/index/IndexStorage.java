package io.tidaldb.index;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.file.DurableFiles;
import io.tidaldb.schema.TextIndexDefinition;
import io.tidaldb.schema.VectorIndexDefinition;
import io.tidaldb.table.RowCursor;
import io.tidaldb.table.Table;
import io.tidaldb.text.CommittedTexts;
import io.tidaldb.text.TextIndex;
import io.tidaldb.text.TextView;
import io.tidaldb.text.UnusableIndexException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * Makes a store's indexes and opens them again. Texts are on disk, in a directory for each time
 * that an index was made, and are as of the log position of their last commit; what the rows say
 * since is added when they are opened. Vectors are in memory, and the graphs over them come back
 * from the store's checkpoints.
 */
public final class IndexStorage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IndexStorage.class);
    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    /** Null for a store in memory. */
    private final Path directory;

    private final String owner;
    private final ExecutorService background;

    /**
     * @param directory is made if need be; null to keep all in memory
     * @param owner the store's identity: indexes of others are not opened
     */
    public IndexStorage(Path directory, String owner) {
        this.directory = directory;
        this.owner = owner;
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        1,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().name("tidal-index-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
        this.background = threads;
    }

    /** A new index without rows, beside one that is maybe there. */
    public RowIndex create(TableIndex index) {
        return switch (index.definition()) {
            case VectorIndexDefinition vector ->
                    new VectorRows(vector, index.table(), background, THREADS);
            case TextIndexDefinition text -> {
                io.tidaldb.text.TextIndexDefinition form = TextRows.form(text, index.table());
                if (directory == null) {
                    yield new TextRows(text, TextIndex.inMemory(form), null);
                }
                Path place = newDirectory(text.id());
                yield new TextRows(text, TextIndex.create(place, form, owner), place);
            }
        };
    }

    /** Takes what a checkpoint has of indexes. */
    public StoredGraphs graphs(Collection<TableIndex> indexes) {
        Map<Integer, StoredGraph> graphs = new HashMap<>();
        for (TableIndex index : indexes) {
            if (index.definition() instanceof VectorIndexDefinition vector) {
                graphs.put(
                        vector.id(),
                        new StoredGraph(
                                vector,
                                index,
                                VectorRows.restore(vector, index.table(), background, THREADS)));
            }
        }
        return new StoredGraphs(graphs);
    }

    /**
     * Opens an index with all rows of its table, or makes it anew. Before there is a writer.
     *
     * @param position the last one of the log
     * @param graphs what the checkpoint that was loaded has
     * @param captured the position that it stands for
     * @param progress is told how many rows were read
     */
    public void recover(
            TableIndex index,
            long position,
            StoredGraphs graphs,
            long captured,
            IntConsumer progress) {
        RowIndex rows =
                switch (index.definition()) {
                    case TextIndexDefinition text -> open(text, index, position, progress);
                    case VectorIndexDefinition vector ->
                            graphs.restore(vector.id(), captured, progress);
                };
        if (rows == null) {
            rows = create(index);
            addAll(index, rows, progress);
        }
        index.openWith(rows);
        commit(index, position);
    }

    private static void addAll(TableIndex index, RowIndex rows, IntConsumer progress) {
        Table table = index.table();
        int read = 0;
        try (RowCursor cursor = table.scan(index.columns())) {
            while (cursor.next()) {
                rows.put(cursor.ordinal(), table.bornAt(cursor.ordinal()), cursor.row());
                progress.accept(++read);
            }
        }
    }

    private TextRows open(
            TextIndexDefinition definition, TableIndex index, long position, IntConsumer progress) {
        if (directory == null) {
            return null;
        }
        TextRows found = null;
        for (Path one : directories(definition.id())) {
            if (found == null) {
                found = open(one, definition, index.table(), position);
                if (found != null) {
                    continue;
                }
            }
            delete(one);
        }
        if (found != null) {
            catchUp(found, index, progress);
        }
        return found;
    }

    private TextRows open(
            Path directory, TextIndexDefinition definition, Table table, long position) {
        try {
            TextIndex texts = TextIndex.open(directory, TextRows.form(definition, table), owner);
            if (isOf(texts.position(), position)) {
                return new TextRows(definition, texts, directory);
            }
            texts.close();
        } catch (UnusableIndexException e) {
            LOG.info("{}; it is made anew from the rows", e.getMessage());
        }
        return null;
    }

    /** One at position 0 was never filled; one beyond the log knows rows that were lost. */
    private static boolean isOf(long committed, long position) {
        return committed > 0 && committed <= position;
    }

    /** Brings texts from the log position of their last commit to what the rows are now. */
    private static void catchUp(TextRows texts, TableIndex index, IntConsumer progress) {
        Table table = index.table();
        long position = texts.texts().position();
        BitSet gone = new BitSet();
        try (TextView view = texts.texts().view()) {
            view.check(
                    (ordinal, birth, digest) -> {
                        if (!table.isLive(ordinal) || table.bornAt(ordinal) != birth) {
                            gone.set(ordinal);
                        }
                    });
        }
        gone.stream().forEach(texts::remove);
        OrdinalPuts changed = new OrdinalPuts(index, texts, progress);
        for (int ordinal = 0; ordinal < table.size(); ordinal++) {
            if (table.isLive(ordinal) && table.modifiedAt(ordinal) > position) {
                changed.add(ordinal);
            }
        }
        changed.finish();
    }

    /**
     * Compares what is stored of an index with the rows, as opening it would take it, and changes
     * nothing. Before there is a writer.
     *
     * @param position the last one of the log
     * @param graphs what the checkpoint that was loaded has
     * @param captured the position that it stands for
     * @param progress is told how many rows were read
     * @param findings takes a sentence for each difference
     * @return how many rows were read; -1 if nothing that would be opened is stored
     */
    public long compareStored(
            TableIndex index,
            long position,
            StoredGraphs graphs,
            long captured,
            IntConsumer progress,
            Consumer<String> findings) {
        return switch (index.definition()) {
            case TextIndexDefinition text ->
                    compareStored(text, index, position, progress, findings);
            case VectorIndexDefinition vector -> {
                VectorRows rows = graphs.restore(vector.id(), captured, progress);
                if (rows == null) {
                    yield -1;
                }
                try (rows) {
                    yield comparison(index, progress, findings).compare(rows);
                }
            }
        };
    }

    private long compareStored(
            TextIndexDefinition definition,
            TableIndex index,
            long position,
            IntConsumer progress,
            Consumer<String> findings) {
        for (Path one : directories(definition.id())) {
            try (CommittedTexts texts =
                    CommittedTexts.open(one, TextRows.form(definition, index.table()), owner)) {
                if (isOf(texts.position(), position)) {
                    return comparison(index, progress, findings)
                            .compare(TextRows.columns(definition), texts.view(), texts.position());
                }
            } catch (UnusableIndexException e) {
                if (e.reason() == UnusableIndexException.Reason.DAMAGED) {
                    findings.accept(e.getMessage());
                }
            }
        }
        return -1;
    }

    private static IndexComparison comparison(
            TableIndex index, IntConsumer progress, Consumer<String> findings) {
        return new IndexComparison(
                index.table(), index.columns(), () -> Long.MAX_VALUE, () -> {}, progress, findings);
    }

    /** Whether {@link #commit} has something to put on disk. */
    public boolean isOnDisk(TableIndex index) {
        return directory != null && index.ready() instanceof TextRows;
    }

    /**
     * Puts an index on disk as it is, so that opening it again needs only what comes after.
     *
     * @param position of the log, on disk itself; all changes up to it are in the index
     */
    public void commit(TableIndex index, long position) {
        if (directory != null && index.ready() instanceof TextRows texts) {
            texts.texts().commit(position);
        }
    }

    /**
     * Deletes what is on disk of an index, but for what is searched of it. Nothing of it is being
     * made.
     */
    public void tidy(TableIndex index) {
        for (Path one : directories(index.definition().id())) {
            if (!one.equals(index.directory())) {
                delete(one);
            }
        }
    }

    /** Deletes what is on disk of indexes other than those. */
    public void keepOnly(Set<Integer> ids) {
        for (Path one : directories()) {
            if (!ids.contains(id(one))) {
                delete(one);
            }
        }
    }

    private Path newDirectory(int id) {
        int newest = directories(id).stream().mapToInt(IndexStorage::generation).max().orElse(0);
        return directory.resolve(id + "-" + (newest + 1));
    }

    /** Those of one index, the newest first. */
    private List<Path> directories(int id) {
        return directories().stream()
                .filter(one -> id(one) == id)
                .sorted(Comparator.comparingInt(IndexStorage::generation).reversed())
                .toList();
    }

    private List<Path> directories() {
        if (directory == null || !Files.isDirectory(directory)) {
            return new ArrayList<>();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(one -> name(one).matches("[0-9]{1,9}-[0-9]{1,9}")).toList();
        } catch (IOException e) {
            throw failed(directory, e);
        }
    }

    private static String name(Path one) {
        return one.getFileName().toString();
    }

    private static int id(Path one) {
        return Integer.parseInt(name(one).split("-")[0]);
    }

    private static int generation(Path one) {
        return Integer.parseInt(name(one).split("-")[1]);
    }

    private static void delete(Path one) {
        try {
            DurableFiles.deleteRecursively(one);
        } catch (IOException e) {
            // It is looked at again when the store is opened.
            LOG.warn("{} cannot be deleted: {}", one, e.getMessage());
        }
    }

    private static TidalException failed(Path place, IOException e) {
        return new TidalException(
                ErrorCode.INPUT_OUTPUT,
                "cannot read the directory " + place + ": " + e.getMessage(),
                e);
    }

    @Override
    public void close() {
        background.shutdown();
    }
}
