package io.tidaldb.sql.plan;

import io.tidaldb.sql.function.SuggestOperator;
import io.tidaldb.sql.relation.EntityRelation;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;

import java.util.List;

/**
 * What SUGGEST is to find. It holds no part of a planner, so that a cached plan does not keep one
 * alive.
 *
 * @param relation the table
 * @param rowType all of the table's columns, in which the expressions count
 * @param operator which column is completed
 * @param operands those of the call, see {@link SuggestOperator}
 * @param condition which rows count, or null for all
 * @param popularity of a row
 */
record Suggestions(
        EntityRelation relation,
        RelDataType rowType,
        SuggestOperator operator,
        List<RexNode> operands,
        RexNode condition,
        RexNode popularity) {
    Suggestions {
        operands = List.copyOf(operands);
    }
}
