/**
 * The JDBC driver. {@link io.tidaldb.jdbc.TidalDriver} connects to a server over HTTP, or, when the
 * engine is on the class path too, opens a database in this process; connections, statements and
 * results behave alike in both cases. This package is compiled for Java 11 and needs Avatica's core
 * alone: nothing of the engine may be used here.
 */
package io.tidaldb.jdbc;
