package io.tidaldb.text;

import java.util.Locale;

/** A whole text as completion compares it: lower case, one space between words, cut. */
final class WholeText {
    /** Code points that are kept. */
    static final int MAX_LENGTH = 128;

    private WholeText() {}

    static String of(String text) {
        StringBuilder whole = new StringBuilder(Math.min(text.length(), MAX_LENGTH + 1));
        int kept = 0;
        boolean gap = false;
        for (int i = 0; i < text.length() && kept < MAX_LENGTH; ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (Character.isWhitespace(point)
                    || Character.isSpaceChar(point)
                    || Character.isISOControl(point)) {
                gap = kept > 0;
                continue;
            }
            if (gap) {
                whole.append(' ');
                kept++;
                gap = false;
            }
            whole.appendCodePoint(point);
            kept++;
        }
        return whole.toString().toLowerCase(Locale.ROOT);
    }
}
