package io.tidaldb.sql.plan;

import io.tidaldb.column.Column;
import io.tidaldb.column.NumericColumn;
import io.tidaldb.rank.expression.Expression;
import io.tidaldb.rank.expression.Predicate;
import io.tidaldb.rank.expression.Values;
import io.tidaldb.schema.Schema;
import io.tidaldb.sql.relation.EntityRelation;
import io.tidaldb.sql.relation.RowReader;
import io.tidaldb.sql.runtime.StatementContext;
import io.tidaldb.table.Table;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Translates the expressions over one table's rows to the ranking engine's trees. What the engine
 * has no tree for is computed row by row.
 */
final class ScanCompiler implements ExpressionSource {
    private final EntityRelation relation;
    private final RexBuilder rexBuilder;
    private final RelDataType rowType;
    private final RowExpressions rowExpressions;
    private final Hoisted hoisted;
    private final Operands operands;
    private final MeasureCompiler measures;
    private final ExpressionCompiler expressionCompiler;
    private final PredicateCompiler predicateCompiler;
    private final List<Column> resident = new ArrayList<>();

    /**
     * @param rowType all columns of the table, which is what column references count in
     */
    ScanCompiler(
            EntityRelation relation, Schema schema, RexBuilder rexBuilder, RelDataType rowType) {
        this.relation = relation;
        this.rexBuilder = rexBuilder;
        this.rowType = rowType;
        this.rowExpressions = new RowExpressions(rexBuilder, rowType);
        this.hoisted = new Hoisted(rowExpressions);
        this.operands = new Operands(hoisted);
        this.measures = new MeasureCompiler(this, schema);
        this.expressionCompiler = new ExpressionCompiler(this);
        this.predicateCompiler = new PredicateCompiler(this, measures, expressionCompiler);
        for (int i = 0; i < relation.definition().columns().size(); i++) {
            resident.add(table().column(i));
        }
    }

    /** A filter; a null condition keeps every row. */
    Predicate predicate(RexNode condition) {
        return condition == null
                ? Predicate.TRUE
                : predicateCompiler.compile(RexUtil.expandSearch(rexBuilder, null, condition));
    }

    /** A number per row. */
    Expression expression(RexNode node) {
        return expressionCompiler.compile(RexUtil.expandSearch(rexBuilder, null, node));
    }

    /** The statement's parameters as the trees see them. */
    Values values(StatementContext context) {
        return hoisted.values(context);
    }

    /** Whether the table's columns are still those that the trees refer to. */
    boolean isCurrent() {
        for (int i = 0; i < resident.size(); i++) {
            if (table().column(i) != resident.get(i)) {
                return false;
            }
        }
        return true;
    }

    EntityRelation relation() {
        return relation;
    }

    Table table() {
        return relation.table();
    }

    RelDataType rowType() {
        return rowType;
    }

    RexBuilder rexBuilder() {
        return rexBuilder;
    }

    Operands operands() {
        return operands;
    }

    RowExpressions rowExpressions() {
        return rowExpressions;
    }

    MeasureCompiler measures() {
        return measures;
    }

    Predicate testRowByRow(RexNode node) {
        RowExpression expression = rowExpressions.compile(node);
        RowLoader loader = new RowLoader(node);
        return new Predicate.PerRow(
                (ordinal, values, now) -> {
                    Object[] row = loader.load(ordinal);
                    // A row that another statement deletes meanwhile satisfies nothing.
                    return row == null
                            ? Boolean.FALSE
                            : (Boolean) expression.evaluate(context(values), row);
                });
    }

    @Override
    public Expression column(RexInputRef ref) {
        return table().column(ref.getIndex()) instanceof NumericColumn column
                ? new Expression.Attribute(column)
                : rowByRow(ref);
    }

    @Override
    public Optional<Expression> measure(RexCall call, ExpressionCompiler compiler) {
        return measures.number(call, compiler);
    }

    @Override
    public Predicate condition(RexNode node) {
        return predicate(node);
    }

    @Override
    public Expression rowByRow(RexNode node) {
        RowExpression expression = rowExpressions.compile(node);
        RowLoader loader = new RowLoader(node);
        return new Expression.PerRow(
                (ordinal, values, now) -> {
                    Object[] row = loader.load(ordinal);
                    Object value = row == null ? null : expression.evaluate(context(values), row);
                    return number(value);
                });
    }

    /** A value of SQL as the engine computes with it. */
    static double number(Object value) {
        return switch (value) {
            case null -> Double.NaN;
            case Number number -> number.doubleValue();
            case Boolean truth -> truth ? 1 : 0;
            default -> throw new IllegalStateException(value.getClass().getName());
        };
    }

    static StatementContext context(Values values) {
        return ((Hoisted.ContextValues) values).context();
    }

    /** Reads the columns that an expression needs into a row of the table's width. */
    private final class RowLoader {
        private final int[] columns;

        RowLoader(RexNode node) {
            this.columns = RowExpressions.columns(List.of(node));
        }

        Object[] load(int ordinal) {
            Object[] values = RowReader.read(table(), ordinal, columns);
            if (values == null) {
                return null;
            }
            Object[] row = new Object[rowType.getFieldCount()];
            for (int i = 0; i < columns.length; i++) {
                row[columns[i]] = values[i];
            }
            return row;
        }
    }
}
