package io.tidaldb.sql.plan;

import com.google.common.collect.ImmutableList;

import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.adapter.enumerable.JavaRowFormat;
import org.apache.calcite.adapter.enumerable.PhysType;
import org.apache.calcite.adapter.enumerable.PhysTypeImpl;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.tree.BlockBuilder;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.linq4j.tree.Types;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.runtime.FlatLists;
import org.apache.calcite.util.BuiltInMethod;

/** Lets an operator of ours stand among Calcite's generated ones. */
final class OperatorRows {
    private OperatorRows() {}

    /** Code that takes the operator's rows, each an array, from its source. */
    static EnumerableRel.Result implement(
            EnumerableRelImplementor implementor, RelNode operator, RowSource source) {
        boolean empty = operator.getRowType().getFieldCount() == 0;
        Expression stashed =
                implementor.stash(empty ? withoutColumns(source) : source, RowSource.class);
        Expression rows =
                Expressions.call(
                        stashed,
                        Types.lookupMethod(RowSource.class, "rows", DataContext.class),
                        ImmutableList.of(DataContext.ROOT));
        return result(implementor, operator, new BlockBuilder(), rows);
    }

    /** Rows that are only counted: Calcite's operators expect each to be a list. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static RowSource withoutColumns(RowSource source) {
        return context -> (Enumerable) source.rows(context).select(row -> FlatLists.of());
    }

    /**
     * Code that ends in rows, each an array. A row of one column is that column's value instead:
     * Calcite's operators expect it so, and pass it on unchecked.
     */
    static EnumerableRel.Result result(
            EnumerableRelImplementor implementor,
            RelNode operator,
            BlockBuilder code,
            Expression rows) {
        int columns = operator.getRowType().getFieldCount();
        boolean scalar = columns == 1;
        JavaRowFormat several = columns == 0 ? JavaRowFormat.LIST : JavaRowFormat.ARRAY;
        PhysType type =
                PhysTypeImpl.of(
                        implementor.getTypeFactory(),
                        operator.getRowType(),
                        scalar ? JavaRowFormat.SCALAR : several,
                        false);
        code.add(
                Expressions.return_(
                        null, scalar ? Expressions.call(BuiltInMethod.SLICE0.method, rows) : rows));
        return implementor.result(type, code.toBlock());
    }
}
