package io.tidaldb.rank;

import io.tidaldb.rank.diversity.Cap;
import io.tidaldb.rank.expression.Expression;
import io.tidaldb.rank.expression.Predicate;

import java.util.List;
import java.util.Objects;

/**
 * What to rank: the rows for which {@code filter} is TRUE, by {@code score} from high to low, ties
 * by the smaller key first, thinned out by {@code caps}.
 *
 * <p>The caps apply greedily from the best row down: a row is taken if each cap still has room for
 * it, and only a row that is taken uses up room. If that leaves fewer rows than LIMIT asks for and
 * the query is not {@code strict}, the caps are relaxed: the last-named cap first, then the one
 * before it, each time taking, again from the best down, rows that the caps still in force admit.
 * Rows taken under relaxed caps come after all that were taken strictly, so that the strict rows
 * are always a prefix.
 *
 * @param strict with caps, never relax them: the result may be shorter than LIMIT
 */
public record RankedQuery(Predicate filter, Expression score, List<Cap> caps, boolean strict) {
    public RankedQuery {
        Objects.requireNonNull(filter);
        Objects.requireNonNull(score);
        caps = List.copyOf(caps);
    }
}
