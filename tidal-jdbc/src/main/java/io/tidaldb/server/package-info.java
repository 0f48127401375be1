/**
 * The network server: Avatica's protocol over HTTP, as JSON and as protocol buffers, for one open
 * database. Requests are checked for size and form here and answered by {@link
 * io.tidaldb.meta.TidalMeta}. Opening the database and parsing a command line are the caller's.
 */
package io.tidaldb.server;
