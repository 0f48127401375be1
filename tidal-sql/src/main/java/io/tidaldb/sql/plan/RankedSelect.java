package io.tidaldb.sql.plan;

import io.tidaldb.sql.function.RankedOperator;
import io.tidaldb.sql.relation.EntityRelation;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;

import java.util.List;

/**
 * A ranked SELECT over one stored table. It holds no part of a planner, so that a cached plan does
 * not keep one alive.
 *
 * @param relation the table
 * @param rowType all of the table's columns, in which the expressions count
 * @param moment the moment as of which the table's signals are, or null for now
 * @param condition the filter, of which MATCH, NEAR and other sources of candidates may be a part
 * @param outputs the select list, in which RANK_SCORE() stands for the score
 * @param score the score
 * @param caps the columns of DIVERSIFY BY
 * @param ranked the RANKED call, with LIMIT, OFFSET and the caps' maxima as operands
 */
record RankedSelect(
        EntityRelation relation,
        RelDataType rowType,
        RexNode moment,
        RetrievedCondition condition,
        List<RexNode> outputs,
        RexNode score,
        List<RexNode> caps,
        RexCall ranked) {
    RankedSelect {
        outputs = List.copyOf(outputs);
        caps = List.copyOf(caps);
    }

    RankedOperator operator() {
        return (RankedOperator) ranked.getOperator();
    }

    /** OFFSET, or null. */
    RexNode offset() {
        return operand(operator().offsetOperand());
    }

    /** LIMIT, or null. */
    RexNode fetch() {
        return operand(operator().fetchOperand());
    }

    RexNode capMaximum(int cap) {
        return operand(operator().capOperand(cap));
    }

    private RexNode operand(int index) {
        return index < 0 ? null : ranked.getOperands().get(index);
    }
}
