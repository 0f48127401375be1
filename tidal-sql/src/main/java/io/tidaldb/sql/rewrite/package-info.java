/**
 * Turns what the ranking language adds to SQL into plain SQL over a few operators, on the syntax
 * tree and before validation: ranked SELECTs, signal functions, and the predicates about a user.
 * Names of signals, windows and profiles are checked here, with positions. Types are not known yet.
 */
package io.tidaldb.sql.rewrite;
