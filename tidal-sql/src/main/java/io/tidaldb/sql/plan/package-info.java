/**
 * From a rewritten statement to something that runs: validation, conversion to relational algebra,
 * our own relational operators and the rules that make them, and the translation of row expressions
 * to the ranking engine's trees. Plans hold no values of any one execution and are shared.
 */
package io.tidaldb.sql.plan;
