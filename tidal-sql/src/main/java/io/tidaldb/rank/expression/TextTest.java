package io.tidaldb.rank.expression;

import java.util.function.Predicate;

/** A test of a string, such as LIKE, SIMILAR TO or a function of the string. */
public interface TextTest {
    /**
     * The test for one execution. It must depend on the string alone; it is asked about each
     * different string once where a column has few of them. Null where a parameter is NULL: UNKNOWN
     * for every row.
     */
    Predicate<String> bind(Values parameters);

    /** Whether {@link #bind} gives the same test each time, so that its answers may be kept. */
    boolean isConstant();
}
