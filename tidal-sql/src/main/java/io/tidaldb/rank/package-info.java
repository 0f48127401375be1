/**
 * The ranking engine: the rows of a table that pass a filter, in the order of a score, exactly and
 * without looking at everything. It knows columns, sets of ordinals and the trees of {@link
 * io.tidaldb.rank.expression}; SQL, plans and storage are not known here.
 */
package io.tidaldb.rank;
