package io.tidaldb.rank.expression;

import io.tidaldb.column.OrdinalSet;

/** Where a set of rows comes from, known once the statement's parameters are. */
@FunctionalInterface
public interface SetSource {
    OrdinalSet bind(Values parameters);
}
