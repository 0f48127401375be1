/**
 * Runs the SQL scripts under {@code sql/}, which specify the language statement by statement with
 * the output of each. They go through the embedded driver. Laws over random data are tested where
 * the engine lives, not here.
 */
package io.tidaldb.script;
