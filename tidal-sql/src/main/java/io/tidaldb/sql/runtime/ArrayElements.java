package io.tidaldb.sql.runtime;

import java.math.BigDecimal;
import java.util.List;

/** Looks for an element in an array, where no column's postings do. */
final class ArrayElements {
    private ArrayElements() {}

    /** Null if either is; numbers of different types are compared by value. */
    static Boolean contains(List<?> array, Object element) {
        if (array == null || element == null) {
            return null;
        }
        for (Object one : array) {
            if (equal(one, element)) {
                return true;
            }
        }
        return false;
    }

    private static boolean equal(Object one, Object other) {
        return one instanceof Number number && other instanceof Number otherNumber
                ? decimal(number).compareTo(decimal(otherNumber)) == 0
                : other.equals(one);
    }

    private static BigDecimal decimal(Number number) {
        return number instanceof BigDecimal decimal
                ? decimal
                : BigDecimal.valueOf(number.longValue());
    }
}
