/**
 * SQL text as people and files hold it, statement after statement. Splits it at its semicolons,
 * runs each statement on a JDBC connection, and reports failures with the place in the text that is
 * to blame. No line editing and no knowledge of what the statements mean.
 */
package io.tidaldb.shell.script;
