/**
 * The embeddable handle: {@link io.tidaldb.TidalDb} opens a store and hands out sessions. This is
 * what drivers and servers build on and what an application may use without JDBC. Parsing, planning
 * and storage live in the packages below it.
 */
package io.tidaldb;
