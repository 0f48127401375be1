/**
 * The one vocabulary of failures. Every error that a caller can meet is a {@link
 * io.tidaldb.error.TidalException} with an {@link io.tidaldb.error.ErrorCode}, which fixes its
 * SQLState. Nothing here logs, retries or translates to JDBC.
 */
package io.tidaldb.error;
