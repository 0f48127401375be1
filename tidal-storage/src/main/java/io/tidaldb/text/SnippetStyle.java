package io.tidaldb.text;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

/**
 * How a snippet looks.
 *
 * @param maxLength characters of the text that are shown at most, {@value #MIN_LENGTH} to {@value
 *     #MAX_LENGTH}; marks, ellipses and escapes come on top
 * @param before what stands before a word that matches, as it is
 * @param after what stands behind it
 * @param ellipsis what stands where text was left out, before and behind
 * @param escapesHtml whether {@code & < > " '} of the text are written as entities, so that the
 *     snippet with its marks can be put into a page
 */
public record SnippetStyle(
        int maxLength, String before, String after, String ellipsis, boolean escapesHtml) {
    /** The least maximal length. */
    public static final int MIN_LENGTH = 10;

    /** The greatest maximal length. */
    public static final int MAX_LENGTH = 10_000;

    /** Some 160 characters for a page. */
    public static final SnippetStyle DEFAULT = new SnippetStyle(160, "<b>", "</b>", "\u2026", true);

    /** Fails with {@link ErrorCode#INVALID_VALUE} on a length that cannot be. */
    public SnippetStyle {
        if (maxLength < MIN_LENGTH || maxLength > MAX_LENGTH) {
            throw new TidalException(
                    ErrorCode.INVALID_VALUE,
                    "A snippet's length is "
                            + maxLength
                            + "; it must be "
                            + MIN_LENGTH
                            + " to "
                            + MAX_LENGTH);
        }
    }
}
