/**
 * What can stand in a FROM clause, as Calcite sees it: stored tables, signals, relationships and
 * the views of the catalog, each with its row type and a way to read its rows. How statements use
 * them is decided by the planner.
 */
package io.tidaldb.sql.relation;
