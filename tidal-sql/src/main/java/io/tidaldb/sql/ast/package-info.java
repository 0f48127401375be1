/**
 * Syntax trees of the statements and clauses that tidalDB adds to SQL, as Calcite nodes: they can
 * be copied by a shuttle and written back as SQL without loss, and every node knows its position.
 * Names are not resolved and types not checked here. Calcite's own nodes stand for everything else.
 */
package io.tidaldb.sql.ast;
