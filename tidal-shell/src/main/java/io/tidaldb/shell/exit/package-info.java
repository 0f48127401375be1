/**
 * How the {@code tidal} command ends. The exit statuses that scripts may rely on and the exception
 * that carries one from wherever a command fails up to the main class. Nothing here prints.
 */
package io.tidaldb.shell.exit;
