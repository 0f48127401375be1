package io.tidaldb.text;

import java.util.ArrayList;
import java.util.List;

/** Cuts a query's text into what {@link QueryParser} reads. */
final class QueryScanner {
    enum Kind {
        WORD,
        PHRASE,
        COLUMN,
        OPEN,
        CLOSE,
        PLUS,
        MINUS,
        AND,
        OR,
        NOT
    }

    /**
     * @param text of a word or phrase; of an operator as well, since it may turn out to be a word
     * @param column of {@link Kind#COLUMN}: what follows directly is to be looked for there
     */
    record Token(Kind kind, String text, int column) {
        /** Whether an operand can begin here. */
        boolean beginsOperand() {
            return switch (kind) {
                case WORD, PHRASE, COLUMN, OPEN, PLUS, MINUS, NOT -> true;
                case CLOSE, AND, OR -> false;
            };
        }
    }

    private final String text;
    private final int end;
    private final TextIndexDefinition definition;
    private final List<Token> tokens = new ArrayList<>();

    /**
     * @param end where to stop reading
     */
    QueryScanner(String text, int end, TextIndexDefinition definition) {
        this.text = text;
        this.end = end;
        this.definition = definition;
    }

    List<Token> scan() {
        int at = 0;
        while (at < end) {
            char c = text.charAt(at);
            if (isGap(c)) {
                at++;
            } else if (c == '(') {
                add(Kind.OPEN, "(");
                at++;
            } else if (c == ')') {
                add(Kind.CLOSE, ")");
                at++;
            } else if (isQuote(c)) {
                at = phrase(at + 1);
            } else if ((c == '+' || c == '-') && at + 1 < end && !isGap(text.charAt(at + 1))) {
                add(c == '+' ? Kind.PLUS : Kind.MINUS, text.substring(at, at + 1));
                at++;
            } else {
                at = word(at);
            }
        }
        return tokens;
    }

    /** A quote that nothing closes is no quote. */
    private int phrase(int start) {
        for (int i = start; i < end; i++) {
            if (isQuote(text.charAt(i))) {
                add(Kind.PHRASE, text.substring(start, i));
                return i + 1;
            }
        }
        return start;
    }

    private int word(int start) {
        int stop = start;
        while (stop < end && !endsWord(text.charAt(stop))) {
            stop++;
        }
        String word = text.substring(start, stop);
        int colon = word.indexOf(':');
        int column = colon < 0 ? -1 : definition.indexOf(word.substring(0, colon));
        boolean scopes =
                column >= 0
                        && (colon + 1 < word.length()
                                || stop < end
                                        && !isGap(text.charAt(stop))
                                        && text.charAt(stop) != ')');
        if (scopes) {
            tokens.add(new Token(Kind.COLUMN, word.substring(0, colon), column));
            word = word.substring(colon + 1);
            if (word.isEmpty()) {
                return stop;
            }
        }
        switch (word) {
            case "AND" -> add(Kind.AND, word);
            case "OR" -> add(Kind.OR, word);
            case "NOT" -> add(Kind.NOT, word);
            default -> add(Kind.WORD, word);
        }
        return stop;
    }

    private void add(Kind kind, String piece) {
        tokens.add(new Token(kind, piece, TextNode.ANY_COLUMN));
    }

    private static boolean endsWord(char c) {
        return isGap(c) || c == '(' || c == ')' || isQuote(c);
    }

    private static boolean isGap(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c);
    }

    private static boolean isQuote(char c) {
        return c == '"' || c == '\u201c' || c == '\u201d' || c == '\u201e';
    }
}
