package io.tidaldb.shell.load;

import java.util.ArrayList;
import java.util.List;

/** Arrays as CSV files write them: {@code [1, 2]}, {@code {1,2}}, with texts quoted or bare. */
final class ArrayText {
    private final String text;
    private final char close;
    private int at;

    private ArrayText(String text) {
        this.text = text.strip();
        boolean brackets = this.text.startsWith("[") && this.text.endsWith("]");
        boolean braces = this.text.startsWith("{") && this.text.endsWith("}");
        if (!brackets && !braces) {
            throw new IllegalArgumentException("no brackets");
        }
        this.close = brackets ? ']' : '}';
        this.at = 1;
    }

    /** An array of numbers. */
    static Object[] numbers(String text) {
        Object[] elements = new ArrayText(text).elements();
        for (int i = 0; i < elements.length; i++) {
            elements[i] = elements[i] == null ? null : Float.valueOf((String) elements[i]);
        }
        return elements;
    }

    /** An array of texts; a bare {@code null} is NULL. */
    static Object[] texts(String text) {
        return new ArrayText(text).elements();
    }

    private Object[] elements() {
        List<Object> elements = new ArrayList<>();
        skipBlanks();
        if (text.charAt(at) == close && at == text.length() - 1) {
            return new Object[0];
        }
        while (true) {
            skipBlanks();
            elements.add(text.charAt(at) == '"' ? quoted() : bare());
            skipBlanks();
            char c = text.charAt(at++);
            if (c == close && at == text.length()) {
                return elements.toArray();
            }
            if (c != ',' || at == text.length()) {
                throw new IllegalArgumentException("unexpected " + c);
            }
        }
    }

    private void skipBlanks() {
        while (at < text.length() - 1 && text.charAt(at) <= ' ') {
            at++;
        }
    }

    private Object bare() {
        int start = at;
        while (text.charAt(at) != ',' && at < text.length() - 1) {
            at++;
        }
        String element = text.substring(start, at).strip();
        if (element.isEmpty()) {
            throw new IllegalArgumentException("an empty element");
        }
        return element.equalsIgnoreCase("null") ? null : element;
    }

    private String quoted() {
        StringBuilder element = new StringBuilder();
        at++;
        while (at < text.length() - 1) {
            char c = text.charAt(at++);
            if (c == '"') {
                return element.toString();
            }
            if (c != '\\') {
                element.append(c);
                continue;
            }
            char escaped = text.charAt(at++);
            switch (escaped) {
                case 'n' -> element.append('\n');
                case 'r' -> element.append('\r');
                case 't' -> element.append('\t');
                case 'b' -> element.append('\b');
                case 'f' -> element.append('\f');
                case 'u' -> {
                    if (at + 4 > text.length()) {
                        throw new IllegalArgumentException("a broken escape");
                    }
                    element.append((char) Integer.parseInt(text, at, at + 4, 16));
                    at += 4;
                }
                default -> element.append(escaped);
            }
        }
        throw new IllegalArgumentException("a quote is not closed");
    }
}
