package io.tidaldb.sql.text;

import java.util.ArrayList;
import java.util.List;

/**
 * A statement's text with its literals taken out. Statements of the same shape differ in their
 * literals only.
 *
 * @param text the statement with a mark in place of each literal
 * @param literals the literals in order
 */
public record StatementShape(String text, List<Literal> literals) {
    /** Splits a statement in one pass over its text. */
    public static StatementShape of(String sql) {
        return new Scanner(sql).scan();
    }

    /** Walks over the text; everything that is no literal is copied. */
    private static final class Scanner {
        private final String sql;
        private final StringBuilder shape;
        private final List<Literal> literals = new ArrayList<>();
        private int at;
        private int line = 1;
        private int lineStart;

        Scanner(String sql) {
            this.sql = sql;
            this.shape = new StringBuilder(sql.length());
        }

        StatementShape scan() {
            while (at < sql.length()) {
                char c = sql.charAt(at);
                if (c == '\'') {
                    string();
                } else if (c == '"') {
                    copy(quotedEnd(at, '"'));
                } else if (isDigit(c) || c == '.' && isDigit(peek(1))) {
                    number();
                } else if (Character.isJavaIdentifierStart(c)) {
                    copy(wordEnd());
                } else if (c == '-' && peek(1) == '-') {
                    copy(lineEnd());
                } else if (c == '/' && peek(1) == '*') {
                    int end = sql.indexOf("*/", at + 2);
                    copy(end < 0 ? sql.length() : end + 2);
                } else {
                    copy(at + 1);
                }
            }
            return new StatementShape(shape.toString(), List.copyOf(literals));
        }

        private void string() {
            int start = at;
            int end = quotedEnd(at, '\'');
            // A prefix such as U& or _UTF8 gives the quotes another meaning.
            boolean prefixed =
                    start > 0
                            && (sql.charAt(start - 1) == '&'
                                    || Character.isJavaIdentifierPart(sql.charAt(start - 1)));
            if (prefixed || sql.charAt(end - 1) != '\'' || end - start < 2) {
                copy(end);
                return;
            }
            add(Literal.Kind.STRING, sql.substring(start + 1, end - 1).replace("''", "'"));
            skip(end);
        }

        private void number() {
            int end = at;
            boolean whole = true;
            while (end < sql.length() && isDigit(sql.charAt(end))) {
                end++;
            }
            if (end < sql.length() && sql.charAt(end) == '.') {
                whole = false;
                end++;
                while (end < sql.length() && isDigit(sql.charAt(end))) {
                    end++;
                }
            }
            int exponent = exponentEnd(end);
            if (exponent > end) {
                whole = false;
                end = exponent;
            }
            add(whole ? Literal.Kind.WHOLE : Literal.Kind.FRACTION, sql.substring(at, end));
            skip(end);
        }

        private int exponentEnd(int from) {
            if (from >= sql.length() || (sql.charAt(from) | 0x20) != 'e') {
                return from;
            }
            int end = from + 1;
            if (end < sql.length() && (sql.charAt(end) == '+' || sql.charAt(end) == '-')) {
                end++;
            }
            int digits = end;
            while (end < sql.length() && isDigit(sql.charAt(end))) {
                end++;
            }
            return end > digits ? end : from;
        }

        private void add(Literal.Kind kind, String value) {
            literals.add(new Literal(kind, value, line, at - lineStart + 1));
            // A character that no statement can hold outside of quotes, and one for the kind.
            shape.append('\u0001').append(kind == Literal.Kind.STRING ? 's' : 'n');
            if (kind == Literal.Kind.FRACTION) {
                shape.append('f');
            }
        }

        private void copy(int end) {
            shape.append(sql, at, end);
            skip(end);
        }

        private void skip(int end) {
            for (; at < end; at++) {
                char c = sql.charAt(at);
                boolean lineBreak =
                        c == '\n'
                                || c == '\r'
                                        && (at + 1 == sql.length() || sql.charAt(at + 1) != '\n');
                if (lineBreak) {
                    line++;
                    lineStart = at + 1;
                }
            }
        }

        /** The index after the closing quote; a doubled quote does not close. */
        private int quotedEnd(int start, char quote) {
            int end = start + 1;
            while (end < sql.length()) {
                if (sql.charAt(end) == quote) {
                    if (end + 1 < sql.length() && sql.charAt(end + 1) == quote) {
                        end++;
                    } else {
                        return end + 1;
                    }
                }
                end++;
            }
            return sql.length();
        }

        private int wordEnd() {
            int end = at + 1;
            while (end < sql.length() && Character.isJavaIdentifierPart(sql.charAt(end))) {
                end++;
            }
            return end;
        }

        private int lineEnd() {
            int end = at;
            while (end < sql.length() && sql.charAt(end) != '\n' && sql.charAt(end) != '\r') {
                end++;
            }
            return end;
        }

        private char peek(int ahead) {
            return at + ahead < sql.length() ? sql.charAt(at + ahead) : 0;
        }

        private static boolean isDigit(char c) {
            return c >= '0' && c <= '9';
        }
    }
}
