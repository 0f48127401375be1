package io.tidaldb.rank.evaluation;

import java.util.Comparator;
import java.util.List;

/**
 * TRUE where all operands are. Those go first that reject most for what they cost (Hellerstein,
 * Stonebraker: Predicate Migration, SIGMOD 1993).
 */
final class Conjunction extends BoundPredicate {
    private final List<BoundPredicate> operands;

    private record Ranked(BoundPredicate operand, double share, double rank) {
        Ranked(BoundPredicate operand) {
            this(operand, operand.share());
        }

        private Ranked(BoundPredicate operand, double share) {
            this(operand, share, operand.cost() / Math.max(1e-3, 1 - share));
        }
    }

    Conjunction(List<BoundPredicate> operands) {
        this.operands =
                operands.stream()
                        .map(Ranked::new)
                        .sorted(
                                Comparator.comparingDouble(Ranked::rank)
                                        .thenComparingDouble(Ranked::share))
                        .map(Ranked::operand)
                        .toList();
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
    double share() {
        double share = 1;
        for (BoundPredicate operand : operands) {
            share *= operand.share();
        }
        return share;
    }

    @Override
    int cost() {
        return operands.stream().mapToInt(BoundPredicate::cost).sum();
    }
}
