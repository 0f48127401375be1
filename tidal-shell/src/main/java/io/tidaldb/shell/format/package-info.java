/**
 * Results as text: tables for people, CSV and JSON for programs. Each writer reads a JDBC result
 * once and holds no more of it than it must. Which statement made the result is not known here.
 */
package io.tidaldb.shell.format;
