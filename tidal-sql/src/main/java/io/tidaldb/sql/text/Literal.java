package io.tidaldb.sql.text;

/**
 * A literal of a statement's text.
 *
 * @param kind what it looks like
 * @param value its value: digits as written, or a string without quotes
 * @param line where it begins, from 1
 * @param column where it begins, from 1
 */
public record Literal(Kind kind, String value, int line, int column) {
    public enum Kind {
        /** Digits only. */
        WHOLE,
        /** Digits with a point or an exponent. */
        FRACTION,
        /** In single quotes. */
        STRING
    }
}
