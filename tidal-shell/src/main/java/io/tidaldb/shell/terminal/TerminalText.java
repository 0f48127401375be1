package io.tidaldb.shell.terminal;

import org.jline.utils.WCWidth;

/**
 * Text on its way to a terminal: made safe, measured and cut. Data must never be able to move the
 * cursor, retitle the window or recolour the screen, so control and bidirectional formatting
 * characters are shown as escapes.
 */
public final class TerminalText {
    private TerminalText() {}

    /** One line of visible characters: {@code \n}, {@code \t} and other controls as escapes. */
    public static String visible(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (isUnsafe(text.charAt(i))) {
                return escape(text, i, false);
            }
        }
        return text;
    }

    /** The same, but line feeds and tabs stay as they are: for messages of several lines. */
    public static String visibleLines(String text) {
        return escape(text, 0, true);
    }

    /** How many terminal columns a text takes. */
    public static int width(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            width += columns(codePoint);
            i += Character.charCount(codePoint);
        }
        return width;
    }

    /** The text itself if it fits into so many columns, otherwise its beginning and an ellipsis. */
    public static String cut(String text, int columns, String ellipsis) {
        if (text.length() <= columns / 2 || width(text) <= columns) {
            return text;
        }
        int room = columns - ellipsis.length();
        if (room <= 0) {
            return ellipsis.substring(0, Math.max(0, columns));
        }
        int width = 0;
        int end = 0;
        while (end < text.length()) {
            int codePoint = text.codePointAt(end);
            width += columns(codePoint);
            if (width > room) {
                break;
            }
            end += Character.charCount(codePoint);
        }
        return text.substring(0, end) + ellipsis;
    }

    /** Puts the text at the left of a field of so many columns. */
    public static String padRight(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - width(text)));
    }

    /** Puts the text at the right of a field of so many columns. */
    public static String padLeft(String text, int columns) {
        return " ".repeat(Math.max(0, columns - width(text))) + text;
    }

    private static int columns(int codePoint) {
        return codePoint >= ' ' && codePoint < 0x7f ? 1 : Math.max(0, WCWidth.wcwidth(codePoint));
    }

    /** C0, DEL and C1 controls, line separators, bidirectional overrides and byte order marks. */
    private static boolean isUnsafe(char c) {
        return c < ' '
                || c >= 0x7f && c <= 0x9f
                || c >= 0x202a && c <= 0x202e
                || c >= 0x2066 && c <= 0x2069
                || c == 0x2028
                || c == 0x2029
                || c == 0xfeff;
    }

    private static String escape(String text, int from, boolean lines) {
        StringBuilder safe = new StringBuilder(text.length() + 16).append(text, 0, from);
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isUnsafe(c) || lines && (c == '\n' || c == '\t')) {
                safe.append(c);
                continue;
            }
            switch (c) {
                case '\n' -> safe.append("\\n");
                case '\r' -> safe.append("\\r");
                case '\t' -> safe.append("\\t");
                default -> safe.append(String.format(c < 0x100 ? "\\x%02x" : "\\u%04x", (int) c));
            }
        }
        return safe.toString();
    }
}
