package io.tidaldb.text;

import io.tidaldb.error.TidalException;

import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.util.IOUtils;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The words of rows, kept current by one writer thread and searched by any number of others. What
 * was put or removed is in every view that is asked for afterwards: the first of those makes it
 * visible, in its own thread, once for all.
 *
 * <p>On disk the index is as it was at the last {@link #commit}, however the process ends. Commits
 * carry a position of the log; who opens the index feeds it everything after that again, so changes
 * may be given twice. An index that cannot be used is not repaired: it is made anew by {@link
 * #create} and fed from the rows.
 *
 * <p>Memory is bounded: 32 MiB of rows that are not yet in a segment, 32 MiB of small segments that
 * are not yet on disk, 8 MiB of remembered parts of queries, and 4 bytes for each row. Segments are
 * merged by at most two threads in the background.
 */
public final class TextIndex implements AutoCloseable {
    private static final double BUFFER_MB = 32;
    private static final int MERGES_WAITING = 6;
    private static final int MERGE_THREADS = 2;

    private final TextIndexDefinition definition;
    private final CommitMark mark;
    private final Directory directory;
    private final IndexWriter writer;
    private final DocumentForm form;
    private final SegmentOrdinals segments = new SegmentOrdinals();
    private final QueryCaching caching = QueryCaching.create();
    private final ReentrantLock refreshing = new ReentrantLock();

    /** The number of the newest change: a row's, or segments that became one. */
    private final AtomicLong change = new AtomicLong();

    private volatile Snapshot current;
    private volatile long position;
    private int greatestOrdinal;

    private TextIndex(
            Directory directory, TextIndexDefinition definition, CommitMark mark, long position)
            throws IOException {
        this.directory = directory;
        this.definition = definition;
        this.mark = mark;
        this.position = position;
        form = new DocumentForm(definition);
        writer = new IndexWriter(directory, configuration());
        try {
            current = new Snapshot(DirectoryReader.open(writer), 0, segments, caching);
        } catch (IOException | RuntimeException e) {
            IOUtils.closeWhileHandlingException(writer);
            throw e;
        }
        greatestOrdinal = greatestOrdinal();
    }

    private IndexWriterConfig configuration() {
        ConcurrentMergeScheduler merges = new BackgroundMerges(change::incrementAndGet);
        merges.setMaxMergesAndThreads(MERGES_WAITING, MERGE_THREADS);
        IndexWriterConfig configuration = new IndexWriterConfig(DocumentForm.analyzer(definition));
        configuration.setSimilarity(Snapshot.BM25);
        configuration.setRAMBufferSizeMB(BUFFER_MB);
        configuration.setMergePolicy(new TieredMergePolicy());
        configuration.setMergeScheduler(merges);
        configuration.setMergedSegmentWarmer(segments::of);
        configuration.setIndexSort(
                new Sort(new SortField(DocumentForm.ORDINAL, SortField.Type.INT)));
        // A search that makes changes visible does not wait for merges.
        configuration.setMaxFullFlushMergeWaitMillis(0);
        configuration.setUseCompoundFile(false);
        configuration.setCommitOnClose(false);
        return configuration;
    }

    /**
     * Makes an empty index at position 0 in place of what is in the directory, and commits it.
     *
     * @param directory the index's alone; made if it is not there
     * @param owner who may open it again, such as a store's identity
     */
    public static TextIndex create(Path directory, TextIndexDefinition definition, String owner) {
        try {
            Files.createDirectories(directory);
            Directory files = files(directory);
            try {
                deleteAll(files);
                return begin(files, definition, new CommitMark(definition, owner));
            } catch (IOException | RuntimeException e) {
                IOUtils.closeWhileHandlingException(files);
                throw e;
            }
        } catch (IOException e) {
            throw Failures.of("Making a text index in " + directory, e);
        }
    }

    private static void deleteAll(Directory files) throws IOException {
        try (Lock lock = files.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
            lock.ensureValid();
            for (String name : files.listAll()) {
                if (!name.equals(IndexWriter.WRITE_LOCK_NAME)) {
                    files.deleteFile(name);
                }
            }
        }
    }

    /** An empty index at position 0 that goes when it is closed. */
    public static TextIndex inMemory(TextIndexDefinition definition) {
        try {
            return begin(new ByteBuffersDirectory(), definition, new CommitMark(definition, ""));
        } catch (IOException e) {
            throw Failures.of("Making a text index in memory", e);
        }
    }

    private static TextIndex begin(
            Directory directory, TextIndexDefinition definition, CommitMark mark)
            throws IOException {
        TextIndex index = new TextIndex(directory, definition, mark, 0);
        try {
            index.commit(0);
        } catch (RuntimeException e) {
            IOUtils.closeWhileHandlingException(index.writer);
            throw e;
        }
        return index;
    }

    /**
     * Opens an index as it was at its last commit, all of which is read and compared with its
     * checksums.
     *
     * @param owner as it was given to {@link #create}
     * @throws UnusableIndexException it has to be made anew
     */
    public static TextIndex open(Path directory, TextIndexDefinition definition, String owner)
            throws UnusableIndexException {
        CommitMark mark = new CommitMark(definition, owner);
        return Opening.of(
                directory,
                () -> {
                    Directory files = files(directory);
                    try {
                        long position =
                                mark.position(
                                        SegmentInfos.readLatestCommit(files).getUserData(),
                                        directory);
                        TextIndex index = new TextIndex(files, definition, mark, position);
                        index.verify();
                        return index;
                    } catch (IOException | RuntimeException | UnusableIndexException e) {
                        IOUtils.closeWhileHandlingException(files);
                        throw e;
                    }
                });
    }

    private static Directory files(Path directory) throws IOException {
        return new RecentSegments(IndexFiles.in(directory));
    }

    private void verify() throws IOException {
        try {
            current.verify();
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private int greatestOrdinal() {
        int greatest = -1;
        for (LeafReaderContext segment : current.reader().leaves()) {
            int[] ordinals = current.ordinals(segment.ord);
            greatest = Math.max(greatest, ordinals[ordinals.length - 1]);
        }
        return greatest;
    }

    public TextIndexDefinition definition() {
        return definition;
    }

    /** Up to where of the log the last commit goes; 0 where nothing was fed. */
    public long position() {
        return position;
    }

    /**
     * Sets the texts of a row, in place of those it had. For the writer thread.
     *
     * @param ordinal from 0
     * @param birth the log position at which the row came to be, kept for {@link TextView#check}
     * @param texts one for each column, null where the row has none
     */
    public void put(int ordinal, long birth, String[] texts) {
        if (ordinal < 0 || texts.length != definition.columns().size()) {
            throw new IllegalArgumentException(
                    texts.length + " texts for row " + ordinal + " of " + definition);
        }
        run(
                "Writing to the text index",
                () -> {
                    if (ordinal > greatestOrdinal) {
                        // Nothing to replace, and nothing to look for; unless this is done again.
                        greatestOrdinal = ordinal;
                        writer.addDocument(form.fill(ordinal, birth, texts));
                    } else {
                        writer.updateDocument(
                                DocumentForm.key(ordinal), form.fill(ordinal, birth, texts));
                    }
                });
        change.incrementAndGet();
    }

    /** Removes a row, if it is there. For the writer thread. */
    public void remove(int ordinal) {
        if (ordinal <= greatestOrdinal) {
            run(
                    "Writing to the text index",
                    () -> writer.deleteDocuments(DocumentForm.key(ordinal)));
            change.incrementAndGet();
        }
    }

    /**
     * Makes the index on disk what it is now. Changes may be made meanwhile and may be in it or
     * not.
     *
     * @param upTo a log position, all changes up to which were made before this call
     */
    public synchronized void commit(long upTo) {
        run(
                "Committing the text index",
                () -> {
                    writer.setLiveCommitData(mark.at(upTo).entrySet());
                    writer.commit();
                });
        position = upTo;
    }

    /**
     * Merges all segments into one, without what was replaced or removed. Takes as long as writing
     * the whole index; searches and writes go on.
     */
    public void compact() {
        run("Merging the text index", () -> writer.forceMerge(1));
        change.incrementAndGet();
    }

    /**
     * The index with every change that was made before this call.
     *
     * @throws TidalException CLOSED
     */
    public TextView view() {
        TextView view = tryView();
        if (view == null) {
            throw Failures.of(new AlreadyClosedException("closed"));
        }
        return view;
    }

    /** As {@link #view}; null if the index was closed. */
    public TextView tryView() {
        // What is written from here on need not be seen, or a busy writer would keep readers out.
        long wanted = change.get();
        while (true) {
            Snapshot held = current;
            if (held == null) {
                return null;
            }
            if (held.change() < wanted) {
                refresh(wanted);
            } else if (held.tryHold()) {
                return new TextView(definition, held);
            }
            // Else it was replaced or closed in between.
        }
    }

    private void refresh(long wanted) {
        refreshing.lock();
        try {
            run("Opening what is new in the text index", () -> replaceCurrent(wanted));
        } finally {
            refreshing.unlock();
        }
    }

    /** Something with Lucene. */
    @FunctionalInterface
    private interface Operation {
        void run() throws IOException;
    }

    private static void run(String doing, Operation operation) {
        try {
            Uninterrupted.get(
                    () -> {
                        operation.run();
                        return null;
                    });
        } catch (AlreadyClosedException e) {
            throw Failures.of(e);
        } catch (IOException e) {
            throw Failures.of(doing, e);
        }
    }

    private void replaceCurrent(long wanted) throws IOException {
        Snapshot old = current;
        if (old == null || old.change() >= wanted) {
            return;
        }
        long newest = change.get();
        DirectoryReader reader = DirectoryReader.openIfChanged(old.reader(), writer);
        if (reader == null) {
            reader = old.reader();
            reader.incRef();
        }
        try {
            current = new Snapshot(reader, newest, segments, caching);
        } catch (IOException | RuntimeException e) {
            reader.decRef();
            throw e;
        }
        old.giveBack();
    }

    /**
     * Ends the index; what was not committed is not on disk. Views that are open stay usable until
     * they are closed.
     */
    @Override
    public void close() {
        refreshing.lock();
        try {
            Snapshot last = current;
            current = null;
            if (last != null) {
                last.giveBack();
                run(
                        "Closing the text index",
                        () -> {
                            writer.rollback();
                            directory.close();
                        });
            }
        } finally {
            refreshing.unlock();
        }
    }
}
