package io.tidaldb.error;

/**
 * A stretch of a statement's text; lines and columns count from 1 and the end is inclusive.
 *
 * @param line first line
 * @param column first column
 * @param endLine last line
 * @param endColumn last column
 */
public record TextPosition(int line, int column, int endLine, int endColumn) {
    @Override
    public String toString() {
        return "line " + line + ", column " + column;
    }
}
