package io.tidaldb.rank.diversity;

import io.tidaldb.column.Column;
import io.tidaldb.rank.expression.LongOperand;

import java.util.Objects;

/**
 * At most {@code max} rows that agree in a column: {@code DIVERSIFY BY name MAX max}. A row whose
 * value is NULL is a group of its own, so no cap ever removes it.
 *
 * @param name the column's name, for messages
 * @param max 1 or more, known when the statement runs
 */
public record Cap(String name, Column column, LongOperand max) {
    public Cap {
        Objects.requireNonNull(name);
        Objects.requireNonNull(column);
        Objects.requireNonNull(max);
    }
}
