package io.tidaldb.sql.plan;

import io.tidaldb.column.ArrayColumn;
import io.tidaldb.column.Column;
import io.tidaldb.column.DictionaryColumn;
import io.tidaldb.column.DoubleColumn;
import io.tidaldb.column.LongColumn;
import io.tidaldb.rank.expression.ComparisonOperator;
import io.tidaldb.rank.expression.Expression;
import io.tidaldb.rank.expression.LongOperand;
import io.tidaldb.rank.expression.Predicate;
import io.tidaldb.rank.expression.TextOperand;
import io.tidaldb.sql.function.ContainsFunction;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Translates conditions. */
final class PredicateCompiler {
    private final ScanCompiler scan;
    private final MeasureCompiler measures;
    private final ExpressionCompiler expressions;

    PredicateCompiler(ScanCompiler scan, MeasureCompiler measures, ExpressionCompiler expressions) {
        this.scan = scan;
        this.measures = measures;
        this.expressions = expressions;
    }

    Predicate compile(RexNode node) {
        return switch (node) {
            case RexLiteral literal -> new Predicate.Always(literal.getValueAs(Boolean.class));
            case RexInputRef ref
                    when scan.table().column(ref.getIndex()) instanceof LongColumn truth ->
                    new Predicate.LongComparison(
                            ComparisonOperator.EQUAL, truth, new LongOperand.Constant(1));
            case RexCall call -> call(call);
            default -> scan.testRowByRow(node);
        };
    }

    private Predicate call(RexCall call) {
        return switch (call.getKind()) {
            case AND -> new Predicate.And(call.getOperands().stream().map(this::compile).toList());
            case OR -> disjunction(call);
            case NOT -> new Predicate.Not(compile(call.getOperands().getFirst()));
            case EQUALS -> comparison(ComparisonOperator.EQUAL, call);
            case NOT_EQUALS -> comparison(ComparisonOperator.NOT_EQUAL, call);
            case LESS_THAN -> comparison(ComparisonOperator.LESS, call);
            case LESS_THAN_OR_EQUAL -> comparison(ComparisonOperator.LESS_OR_EQUAL, call);
            case GREATER_THAN -> comparison(ComparisonOperator.GREATER, call);
            case GREATER_THAN_OR_EQUAL -> comparison(ComparisonOperator.GREATER_OR_EQUAL, call);
            case IS_NULL -> isNull(call).orElseGet(() -> scan.testRowByRow(call));
            case IS_NOT_NULL ->
                    isNull(call)
                            .<Predicate>map(Predicate.Not::new)
                            .orElseGet(() -> scan.testRowByRow(call));
            case IS_TRUE -> new Predicate.IsTrue(compile(call.getOperands().getFirst()));
            case IS_NOT_TRUE ->
                    new Predicate.Not(new Predicate.IsTrue(compile(call.getOperands().getFirst())));
            case LIKE -> like(call).orElseGet(() -> scan.testRowByRow(call));
            default ->
                    contains(call)
                            .or(() -> measures.condition(call))
                            .orElseGet(() -> scan.testRowByRow(call));
        };
    }

    private Optional<Predicate> isNull(RexCall call) {
        RexNode operand = call.getOperands().getFirst();
        int index = Operands.column(operand);
        if (index >= 0 && scan.table().column(index) != null) {
            return Optional.of(new Predicate.IsNull(scan.table().column(index)));
        }
        return ExpressionCompiler.isApproximate(operand)
                ? Optional.of(new Predicate.IsNullExpression(expressions.compile(operand)))
                : Optional.empty();
    }

    /** Whether the array of a column has an element. */
    private Optional<Predicate> contains(RexCall call) {
        if (!call.getOperator().equals(ContainsFunction.INSTANCE)) {
            return Optional.empty();
        }
        int index = Operands.column(call.getOperands().getFirst());
        RexNode element = call.getOperands().getLast();
        if (index < 0 || !(scan.table().column(index) instanceof ArrayColumn arrays)) {
            return Optional.empty();
        }
        TextOperand text = scan.operands().textOperand(element);
        if (text != null) {
            return Optional.of(new Predicate.ContainsText(arrays, List.of(text)));
        }
        return Optional.ofNullable(scan.operands().longOperand(element, 0))
                .map(number -> new Predicate.ContainsLong(arrays, List.of(number)));
    }

    /** An OR of equalities with one column, or of elements of one array, is a look-up in a list. */
    private Predicate disjunction(RexCall call) {
        List<LongOperand> longs = new ArrayList<>();
        List<TextOperand> texts = new ArrayList<>();
        Column column = null;
        for (RexNode operand : call.getOperands()) {
            boolean single =
                    operand.getKind() == SqlKind.EQUALS
                            || operand instanceof RexCall test
                                    && test.getOperator().equals(ContainsFunction.INSTANCE);
            Predicate test = single ? compile(operand) : null;
            Column tested =
                    switch (test) {
                        case Predicate.LongComparison(var op, var c, var value) -> {
                            longs.add(value);
                            yield c;
                        }
                        case Predicate.TextComparison(var op, var c, var value) -> {
                            texts.add(value);
                            yield c;
                        }
                        case Predicate.ContainsText(var c, var values) -> {
                            texts.addAll(values);
                            yield c;
                        }
                        case Predicate.ContainsLong(var c, var values) -> {
                            longs.addAll(values);
                            yield c;
                        }
                        case null, default -> null;
                    };
            if (tested == null || column != null && column != tested) {
                return new Predicate.Or(call.getOperands().stream().map(this::compile).toList());
            }
            column = tested;
        }
        return switch (column) {
            case LongColumn numbers -> new Predicate.LongIn(numbers, longs);
            case DictionaryColumn strings -> new Predicate.TextIn(strings, texts);
            case ArrayColumn arrays ->
                    texts.isEmpty()
                            ? new Predicate.ContainsLong(arrays, longs)
                            : new Predicate.ContainsText(arrays, texts);
            case null, default -> throw new IllegalStateException("an OR of nothing");
        };
    }

    private Predicate comparison(ComparisonOperator operator, RexCall call) {
        RexNode left = call.getOperands().get(0);
        RexNode right = call.getOperands().get(1);
        return columnComparison(operator, left, right)
                .or(() -> columnComparison(operator.swap(), right, left))
                .or(() -> approximateComparison(operator, left, right))
                .orElseGet(() -> scan.testRowByRow(call));
    }

    private Optional<Predicate> columnComparison(
            ComparisonOperator operator, RexNode columnNode, RexNode constant) {
        int index = Operands.column(columnNode);
        Column column = index < 0 ? null : scan.table().column(index);
        return switch (column) {
            case LongColumn numbers
                    when comparable(
                            scan.rowType().getFieldList().get(index).getType(),
                            Operands.stripWidening(constant).getType()) ->
                    Optional.ofNullable(scan.operands().longOperand(constant, scale(index)))
                            .map(o -> new Predicate.LongComparison(operator, numbers, o));
            case DictionaryColumn texts ->
                    Optional.ofNullable(scan.operands().textOperand(constant))
                            .map(o -> new Predicate.TextComparison(operator, texts, o));
            case null, default -> Optional.empty();
        };
    }

    /** Whether both types' values are counted in the same unit. */
    private static boolean comparable(RelDataType column, RelDataType constant) {
        return unit(column.getSqlTypeName()).equals(unit(constant.getSqlTypeName()));
    }

    private static SqlTypeName unit(SqlTypeName type) {
        return switch (type) {
            case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL -> SqlTypeName.DECIMAL;
            default -> type;
        };
    }

    private int scale(int column) {
        RelDataType type = scan.rowType().getFieldList().get(column).getType();
        return type.getSqlTypeName() == SqlTypeName.DECIMAL ? type.getScale() : 0;
    }

    private Optional<Predicate> approximateComparison(
            ComparisonOperator operator, RexNode left, RexNode right) {
        boolean leftCounts = measures.countsMarks(left);
        boolean rightCounts = measures.countsMarks(right);
        boolean doubles =
                leftCounts
                        || rightCounts
                        || left.getType().getSqlTypeName() == SqlTypeName.DOUBLE
                        || right.getType().getSqlTypeName() == SqlTypeName.DOUBLE
                        || isDoubleColumn(left)
                        || isDoubleColumn(right);
        if (!doubles
                || !(leftCounts || ExpressionCompiler.isApproximate(left))
                || !(rightCounts || ExpressionCompiler.isApproximate(right))) {
            return Optional.empty();
        }
        Expression leftValue = expressions.compile(left);
        Expression rightValue = expressions.compile(right);
        return Optional.of(new Predicate.Comparison(operator, leftValue, rightValue));
    }

    private boolean isDoubleColumn(RexNode node) {
        int index = Operands.column(node);
        return index >= 0 && scan.table().column(index) instanceof DoubleColumn;
    }

    private Optional<Predicate> like(RexCall call) {
        int index = Operands.column(call.getOperands().getFirst());
        TextOperand pattern = scan.operands().textOperand(call.getOperands().get(1));
        boolean plain =
                call.getOperands().size() == 2
                        && !call.getOperator().getName().equals("ILIKE")
                        && !call.getOperator().getName().startsWith("NOT");
        if (index < 0
                || !plain
                || pattern == null
                || !(scan.table().column(index) instanceof DictionaryColumn texts)) {
            return Optional.empty();
        }
        return Optional.of(new Predicate.TextMatches(texts, new LikePattern(pattern)));
    }
}
