/**
 * The JDBC driver: one driver class that {@link java.sql.DriverManager} finds. It is compiled for
 * Java 11 and depends on Avatica alone, so that {@code dist/tidal-jdbc.jar} loads in any tool. What
 * runs the engine in process lives in {@code io.tidaldb.embedded}, the server in {@code
 * io.tidaldb.server}.
 */
package io.tidaldb.jdbc;
