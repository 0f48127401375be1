package io.tidaldb.text;

import io.tidaldb.text.UnusableIndexException.Reason;

import org.apache.lucene.util.Version;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What a commit says about itself, in Lucene's user data. The entries: {@code owner}, {@code
 * release} (our format's number and Lucene's version, since another version may cut words
 * differently), {@code definition}, and {@code position}, a decimal number.
 */
final class CommitMark {
    /** Goes up with every change of {@link DocumentForm}. */
    private static final int FORMAT = 1;

    private static final String OWNER = "owner";
    private static final String RELEASE = "release";
    private static final String DEFINITION = "definition";
    private static final String POSITION = "position";

    private final String owner;
    private final String release = FORMAT + " " + Version.LATEST;
    private final String definition;

    CommitMark(TextIndexDefinition definition, String owner) {
        this.owner = owner;
        this.definition = definition.toString();
    }

    Map<String, String> at(long position) {
        Map<String, String> data = new HashMap<>();
        data.put(OWNER, owner);
        data.put(RELEASE, release);
        data.put(DEFINITION, definition);
        data.put(POSITION, Long.toString(position));
        return data;
    }

    /** The position of a commit that is ours and current. */
    long position(Map<String, String> data, Path directory) throws UnusableIndexException {
        require(data, OWNER, owner, Reason.FOREIGN, directory);
        require(data, RELEASE, release, Reason.OTHER_RELEASE, directory);
        require(data, DEFINITION, definition, Reason.OTHER_DEFINITION, directory);
        try {
            return Long.parseLong(data.get(POSITION));
        } catch (NumberFormatException e) {
            throw new UnusableIndexException(
                    Reason.DAMAGED, "The text index in " + directory + " has no position", e);
        }
    }

    private static void require(
            Map<String, String> data, String key, String wanted, Reason reason, Path directory)
            throws UnusableIndexException {
        String found = data.get(key);
        if (!wanted.equals(found)) {
            throw new UnusableIndexException(
                    reason,
                    "The text index in "
                            + directory
                            + " has the "
                            + key
                            + " "
                            + found
                            + ", not "
                            + wanted,
                    null);
        }
    }
}
