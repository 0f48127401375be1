/**
 * The engine behind Avatica's {@code Meta}: connections, statements, frames of rows and metadata
 * over {@link io.tidaldb.session.Session}. The driver uses it directly for a database in its own
 * process and the server for every client, so that both behave alike. How databases are opened and
 * how messages travel is left to those two.
 */
package io.tidaldb.meta;
