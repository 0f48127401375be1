package io.tidaldb.text;

import io.tidaldb.error.TidalException;
import io.tidaldb.text.UnusableIndexException.Reason;

import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexNotFoundException;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Opening an index's directory, and what Lucene's failures to do so say about it. */
final class Opening {
    /** What opens it. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws IOException, UnusableIndexException;
    }

    private Opening() {}

    /**
     * Does something with a directory that may not be there, or hold anything.
     *
     * @throws UnusableIndexException it holds no index that can be used
     */
    static <T> T of(Path directory, Step<T> step) throws UnusableIndexException {
        if (!Files.isDirectory(directory)) {
            throw absent(directory, null);
        }
        try {
            return step.run();
        } catch (IndexNotFoundException e) {
            throw absent(directory, e);
        } catch (IndexFormatTooOldException | IndexFormatTooNewException e) {
            throw new UnusableIndexException(
                    Reason.OTHER_RELEASE,
                    "The text index in " + directory + " was made by another release",
                    e);
        } catch (CorruptIndexException
                | NoSuchFileException
                | FileNotFoundException
                | EOFException e) {
            throw damaged(directory, e);
        } catch (IOException e) {
            throw Failures.of("Opening the text index in " + directory, e);
        } catch (IllegalArgumentException | IllegalStateException e) {
            // Lucene's way to say that what it read in a commit contradicts itself.
            throw damaged(directory, e);
        }
    }

    private static UnusableIndexException absent(Path directory, Exception cause) {
        return new UnusableIndexException(
                Reason.ABSENT, "There is no text index in " + directory, cause);
    }

    private static UnusableIndexException damaged(Path directory, Exception cause) {
        return new UnusableIndexException(
                Reason.DAMAGED,
                "The text index in " + directory + " is damaged: " + TidalException.reason(cause),
                cause);
    }
}
