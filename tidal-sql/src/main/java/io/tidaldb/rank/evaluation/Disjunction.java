package io.tidaldb.rank.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** TRUE where any operand is; each is asked only about rows for which none before it was. */
final class Disjunction extends BoundPredicate {
    private final List<BoundPredicate> operands;
    private final Scratch scratch;

    Disjunction(List<BoundPredicate> operands, Scratch scratch) {
        this.operands =
                operands.stream().sorted(Comparator.comparingInt(BoundPredicate::cost)).toList();
        this.scratch = scratch;
    }

    @Override
    public void retain(int block, long[] mask) {
        long[] found = scratch.pushMask();
        long[] open = scratch.pushMask();
        Masks.clear(found);
        for (int i = 0; i < operands.size(); i++) {
            System.arraycopy(mask, 0, open, 0, mask.length);
            Masks.andNot(open, found);
            if (Masks.isEmpty(open)) {
                break;
            }
            operands.get(i).retain(block, open);
            Masks.or(found, open);
        }
        System.arraycopy(found, 0, mask, 0, mask.length);
        scratch.popMask();
        scratch.popMask();
    }

    @Override
    public void prune(int first, int count, boolean[] possible) {
        boolean[] any = new boolean[count];
        boolean[] one = new boolean[count];
        for (BoundPredicate operand : operands) {
            Arrays.fill(one, true);
            operand.prune(first, count, one);
            for (int i = 0; i < count; i++) {
                any[i] |= one[i];
            }
        }
        for (int i = 0; i < count; i++) {
            possible[i] &= any[i];
        }
    }

    @Override
    public boolean isRowByRow() {
        return operands.stream().anyMatch(BoundPredicate::isRowByRow);
    }

    @Override
    double share() {
        double none = 1;
        for (BoundPredicate operand : operands) {
            none *= 1 - operand.share();
        }
        return 1 - none;
    }

    @Override
    int cost() {
        return operands.stream().mapToInt(BoundPredicate::cost).sum();
    }
}
