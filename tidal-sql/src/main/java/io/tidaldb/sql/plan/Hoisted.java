package io.tidaldb.sql.plan;

import io.tidaldb.rank.expression.Values;
import io.tidaldb.sql.runtime.StatementContext;

import org.apache.calcite.rex.RexNode;

import java.util.ArrayList;
import java.util.List;

/**
 * The operands of a plan that do not depend on a row, as for instance {@code CURRENT_TIMESTAMP -
 * INTERVAL '1' DAY}. They are computed once per execution and then stand beside the statement's
 * parameters: hoisted operand {@code i} has the index {@code FIRST + i}.
 */
final class Hoisted {
    /** More than any statement has parameters. */
    private static final int FIRST = 1 << 20;

    private final RowExpressions expressions;
    private final List<RowExpression> operands = new ArrayList<>();

    Hoisted(RowExpressions expressions) {
        this.expressions = expressions;
    }

    /** Adds an operand and returns its index. */
    int add(RexNode node) {
        operands.add(expressions.compile(node));
        return FIRST + operands.size() - 1;
    }

    Values values(StatementContext context) {
        Object[] computed = new Object[operands.size()];
        for (int i = 0; i < computed.length; i++) {
            computed[i] = operands.get(i).evaluate(context, null);
        }
        return new ContextValues(context, computed);
    }

    /** A statement's parameters and hoisted operands, with the context that user sets need. */
    record ContextValues(StatementContext context, Object[] computed) implements Values {
        @Override
        public Object get(int index) {
            return index >= FIRST ? computed[index - FIRST] : context.parameter(index);
        }
    }
}
