/**
 * The {@code tidal} command: the interactive shell, one-shot statements, import and export, and the
 * command that starts the server. It speaks to the engine through JDBC alone, as any other program
 * would. Nothing depends on it.
 */
package io.tidaldb.shell;
