/**
 * What a statement has at hand while it runs: its store, its moment, its parameters, the functions
 * that read signals, and the warnings it collects. Generated and hand-written operators both work
 * on it. Planning does not happen here.
 */
package io.tidaldb.sql.runtime;
