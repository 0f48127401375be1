/**
 * What surrounds the command: its standard streams, whether each is a terminal, how wide it is, and
 * how text is made safe and styled for it. Everything that the command prints passes through here.
 * No SQL and no line editing.
 */
package io.tidaldb.shell.terminal;
