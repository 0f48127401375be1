package io.tidaldb.shell.script;

/**
 * One statement as it stands in a script.
 *
 * @param sql from its first to its last word, without the semicolon
 * @param line where in the script it begins, from 1
 * @param column where in that line it begins, from 1
 */
public record SqlText(String sql, int line, int column) {}
