package io.tidaldb.rank.evaluation;

import java.util.List;

/**
 * A filter in two parts: what is evaluated for whole blocks, and what calls back row by row and is
 * therefore left until a row matters.
 */
public record BoundFilter(BoundPredicate blocks, BoundPredicate rows) {
    static BoundFilter of(BoundPredicate predicate) {
        List<BoundPredicate> operands =
                predicate instanceof Conjunction conjunction
                        ? conjunction.operands()
                        : List.of(predicate);
        return new BoundFilter(
                all(operands.stream().filter(operand -> !operand.isRowByRow()).toList()),
                all(operands.stream().filter(BoundPredicate::isRowByRow).toList()));
    }

    /** Whether {@link #rows} can reject any row. */
    public boolean testsRows() {
        return rows != ConstantFilter.ALL;
    }

    /** About which share of the rows passes, 0 to 1. */
    public double share() {
        return blocks.share() * rows.share();
    }

    /** About which share of the rows that {@link #blocks} keeps also passes {@link #rows}. */
    public double rowShare() {
        return rows.share();
    }

    private static BoundPredicate all(List<BoundPredicate> operands) {
        return switch (operands.size()) {
            case 0 -> ConstantFilter.ALL;
            case 1 -> operands.getFirst();
            default -> new Conjunction(operands);
        };
    }
}
