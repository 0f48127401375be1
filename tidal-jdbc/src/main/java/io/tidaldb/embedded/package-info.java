/**
 * Databases opened in this process on behalf of the driver: which directories and named memory
 * databases are open, who uses them, and when they close. The driver finds this package as a
 * service; it knows nothing of servers.
 */
package io.tidaldb.embedded;
