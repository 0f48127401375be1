/**
 * What a score and a filter are made of: immutable trees over columns, signals, parameters and
 * sets, built once per statement shape and shared between threads. Expressions are doubles with NaN
 * for NULL, predicates are SQL's three-valued conditions. How the trees are evaluated is not known
 * here.
 */
package io.tidaldb.rank.expression;
