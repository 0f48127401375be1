/**
 * The functions of the ranking language as Calcite sees them: operators that read the running
 * statement's signals, moment and user. The rewriter puts them into a statement in place of what
 * was written; they are not found by name.
 */
package io.tidaldb.sql.function;
