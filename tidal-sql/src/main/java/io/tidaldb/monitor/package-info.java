/**
 * What those who run a database look at: its health, its metrics as Prometheus reads them, and a
 * small HTTP endpoint for both. It knows an open {@link io.tidaldb.store.Store} and nothing of SQL.
 */
package io.tidaldb.monitor;
