package io.tidaldb.rank.evaluation;

import java.util.Comparator;
import java.util.List;

/** TRUE where all operands are; the cheap ones go first. */
final class Conjunction extends BoundPredicate {
    private final List<BoundPredicate> operands;

    Conjunction(List<BoundPredicate> operands) {
        this.operands =
                operands.stream().sorted(Comparator.comparingInt(BoundPredicate::cost)).toList();
    }

    List<BoundPredicate> operands() {
        return operands;
    }

    @Override
    public void retain(int block, long[] mask) {
        for (int i = 0; i < operands.size(); i++) {
            operands.get(i).retain(block, mask);
            if (Masks.isEmpty(mask)) {
                return;
            }
        }
    }

    @Override
    public void prune(int first, int count, boolean[] possible) {
        for (BoundPredicate operand : operands) {
            operand.prune(first, count, possible);
        }
    }

    @Override
    public boolean isRowByRow() {
        return operands.stream().anyMatch(BoundPredicate::isRowByRow);
    }

    @Override
    int cost() {
        return operands.stream().mapToInt(BoundPredicate::cost).sum();
    }
}
