/**
 * The command line: each command's options, their checks and what they set in motion. The work
 * itself is done by the packages beside this one. The meaning of exit statuses is in {@link
 * io.tidaldb.shell.exit.ExitStatus}.
 */
package io.tidaldb.shell.command;
