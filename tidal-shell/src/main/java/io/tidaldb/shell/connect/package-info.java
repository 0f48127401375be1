/**
 * Which database a command works on and how to reach it. Turns {@code --data}, {@code --url} and
 * {@code --clock} into a JDBC URL and a URL into a connection. No statements are run here.
 */
package io.tidaldb.shell.connect;
