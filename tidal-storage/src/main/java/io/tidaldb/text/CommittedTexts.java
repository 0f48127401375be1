package io.tidaldb.text;

import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.IOUtils;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What the last commit of an index put on disk, read and compared with its checksums, but not
 * changed. For one thread, which closes it.
 */
public final class CommittedTexts implements AutoCloseable {
    private final Directory files;
    private final long position;
    private final TextView view;

    private CommittedTexts(Directory files, long position, TextView view) {
        this.files = files;
        this.position = position;
        this.view = view;
    }

    /**
     * Opens it; nobody has the index itself open.
     *
     * @param owner as it was given to {@link TextIndex#create}
     * @throws UnusableIndexException if {@link TextIndex#open} would throw it
     */
    public static CommittedTexts open(Path directory, TextIndexDefinition definition, String owner)
            throws UnusableIndexException {
        CommitMark mark = new CommitMark(definition, owner);
        return Opening.of(
                directory,
                () -> {
                    Directory files = IndexFiles.in(directory);
                    DirectoryReader reader = null;
                    try {
                        long position =
                                mark.position(
                                        SegmentInfos.readLatestCommit(files).getUserData(),
                                        directory);
                        reader = DirectoryReader.open(files);
                        Snapshot snapshot =
                                new Snapshot(
                                        reader, 0, new SegmentOrdinals(), QueryCaching.create());
                        snapshot.verify();
                        return new CommittedTexts(
                                files, position, new TextView(definition, snapshot));
                    } catch (IOException | RuntimeException | UnusableIndexException e) {
                        IOUtils.closeWhileHandlingException(reader, files);
                        throw e;
                    }
                });
    }

    /** Up to where of the log the commit goes; 0 where nothing was fed. */
    public long position() {
        return position;
    }

    /** The rows that are in it; goes with this. */
    public TextView view() {
        return view;
    }

    @Override
    public void close() {
        view.close();
        try {
            files.close();
        } catch (IOException e) {
            throw Failures.of("Closing the files of the text index", e);
        }
    }
}
