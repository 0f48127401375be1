/**
 * The conversation at a terminal: editing, history, completion and the commands that begin with a
 * backslash. It is the only package that needs JLine's reader, which is loaded only when a person
 * is there. Statements are run and printed by the packages beside it.
 */
package io.tidaldb.shell.console;
