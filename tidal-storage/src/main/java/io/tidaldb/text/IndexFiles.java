package io.tidaldb.text;

import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.OutputStreamIndexOutput;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Collection;

/**
 * An index's directory that interrupts do not harm. A search writes what it is to see of the newest
 * rows, in the thread that searches. Lucene writes through channels, and an interrupt of that
 * thread, say of a query that is cancelled, would stop the whole index; here it writes to streams.
 *
 * <p>Temporary files are in memory: a flush has one because segments are sorted, with a few bytes
 * for each row, and mapping and unmapping it would take longer than all the rest of making a row
 * visible.
 */
final class IndexFiles extends FilterDirectory {
    private static final int BUFFER_BYTES = 16 * 1024;

    private final Path directory;
    private final ByteBuffersDirectory temporaries = new ByteBuffersDirectory();

    static IndexFiles in(Path directory) throws IOException {
        return new IndexFiles(
                Uninterrupted.get(() -> FSDirectory.open(directory, ProcessLock.FACTORY)));
    }

    private IndexFiles(FSDirectory files) {
        super(files);
        directory = files.getDirectory();
    }

    @Override
    public IndexOutput createOutput(String name, IOContext context) throws IOException {
        File file = directory.resolve(name).toFile();
        // What Lucene promises itself: a file is written once.
        if (file.exists()) {
            throw new FileAlreadyExistsException(file.toString());
        }
        return new OutputStreamIndexOutput(
                "IndexFiles(" + file + ")", name, new FileOutputStream(file), BUFFER_BYTES);
    }

    @Override
    public IndexOutput createTempOutput(String prefix, String suffix, IOContext context)
            throws IOException {
        return temporaries.createTempOutput(prefix, suffix, context);
    }

    @Override
    public IndexInput openInput(String name, IOContext context) throws IOException {
        return temporaries.fileExists(name)
                ? temporaries.openInput(name, context)
                : Uninterrupted.get(() -> super.openInput(name, context));
    }

    @Override
    public long fileLength(String name) throws IOException {
        return temporaries.fileExists(name) ? temporaries.fileLength(name) : super.fileLength(name);
    }

    @Override
    public void deleteFile(String name) throws IOException {
        if (temporaries.fileExists(name)) {
            temporaries.deleteFile(name);
        } else {
            super.deleteFile(name);
        }
    }

    @Override
    public void sync(Collection<String> names) throws IOException {
        Uninterrupted.get(
                () -> {
                    super.sync(names);
                    return null;
                });
    }

    @Override
    public void syncMetaData() throws IOException {
        Uninterrupted.get(
                () -> {
                    super.syncMetaData();
                    return null;
                });
    }
}
