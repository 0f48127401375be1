package io.tidaldb.rank.diversity;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.rank.expression.LongOperand;
import io.tidaldb.rank.expression.Values;
import io.tidaldb.rank.topk.RowHeap.SortedRows;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;

/** Several caps over one list, which is built from the best row down. */
public final class Diversifier {
    private final List<Cap> caps;
    private final GroupCounts[] counts;

    /**
     * @throws TidalException INVALID_VALUE if a cap's maximum is NULL, less than 1 or no whole
     *     number
     */
    public Diversifier(List<Cap> caps, Values parameters) {
        this.caps = caps;
        this.counts = new GroupCounts[caps.size()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new GroupCounts(caps.get(i).column(), max(caps.get(i), parameters));
        }
    }

    private static long max(Cap cap, Values parameters) {
        BigDecimal max =
                switch (cap.max()) {
                    case LongOperand.Constant constant -> BigDecimal.valueOf(constant.value());
                    case LongOperand.Parameter parameter ->
                            parameters.decimalValue(parameter.index());
                };
        boolean valid =
                max != null
                        && max.compareTo(BigDecimal.ONE) >= 0
                        && max.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0
                        && max.stripTrailingZeros().scale() <= 0;
        if (!valid) {
            throw new TidalException(
                    ErrorCode.INVALID_VALUE,
                    "DIVERSIFY BY %s MAX needs a whole number from 1 to %d, but got %s."
                            .formatted(cap.name(), Integer.MAX_VALUE, max == null ? "NULL" : max));
        }
        return max.longValueExact();
    }

    /**
     * The first {@code wanted} of the rows that all caps admit one after another, or all there are.
     */
    public SortedRows thinOut(SortedRows rows, int wanted) {
        int[] ordinals = new int[Math.min(wanted, rows.ordinals().length)];
        double[] scores = new double[ordinals.length];
        int count = 0;
        for (int i = 0; i < rows.ordinals().length && count < ordinals.length; i++) {
            int ordinal = rows.ordinals()[i];
            if (admits(ordinal, counts.length)) {
                take(ordinal);
                ordinals[count] = ordinal;
                scores[count++] = rows.scores()[i];
            }
        }
        return new SortedRows(Arrays.copyOf(ordinals, count), Arrays.copyOf(scores, count));
    }

    public List<Cap> caps() {
        return caps;
    }

    /**
     * Whether the first {@code inForce} caps all have room for the row; once false, always false.
     */
    public boolean admits(int ordinal, int inForce) {
        for (int i = 0; i < inForce; i++) {
            if (!counts[i].hasRoom(ordinal)) {
                return false;
            }
        }
        return true;
    }

    /** Takes the row into the list, so that it uses up room under every cap. */
    public void take(int ordinal) {
        for (GroupCounts count : counts) {
            count.take(ordinal);
        }
    }
}
