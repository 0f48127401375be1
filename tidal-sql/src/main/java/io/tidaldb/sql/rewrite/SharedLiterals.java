package io.tidaldb.sql.rewrite;

import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.DataType;
import io.tidaldb.schema.Schema;
import io.tidaldb.sql.ast.SqlDiversity;
import io.tidaldb.sql.ast.SqlDiversityCap;
import io.tidaldb.sql.ast.SqlRankedSelect;
import io.tidaldb.sql.ast.SqlRanking;
import io.tidaldb.sql.ast.SqlRelatedItem;
import io.tidaldb.sql.ast.SqlTextMatch;
import io.tidaldb.sql.ast.SqlVectorNear;
import io.tidaldb.sql.text.Literal;

import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSnapshot;
import org.apache.calcite.sql.SqlUnknownLiteral;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.parser.SqlParserUtil;
import org.apache.calcite.util.TimestampString;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Makes parameters of the literals of a query whose values do not matter to its plan: those
 * compared with columns of their type, fractions in a score, the user, numbers of rows, texts that
 * are searched for or completed, and moments of FOR SYSTEM_TIME. All others stay in the plan. Only
 * the outermost SELECT is looked at.
 */
public final class SharedLiterals {
    /**
     * A parameter that stands for a literal.
     *
     * @param parameter its index, after those of the text's own parameters
     * @param type BIGINT, INTEGER, DOUBLE, VARCHAR or TIMESTAMP
     */
    public record Slot(int parameter, DataType type) {
        /** The parameter's value for a literal, or null where the literal does not fit its type. */
        public Object value(Literal literal) {
            try {
                return switch (type.kind()) {
                    case VARCHAR -> literal.value();
                    case BIGINT -> Long.valueOf(literal.value());
                    case INTEGER -> Integer.valueOf(literal.value());
                    case TIMESTAMP -> timestamp(literal.value());
                    default -> {
                        double value = Double.parseDouble(literal.value());
                        yield Double.isFinite(value) ? value : null;
                    }
                };
            } catch (NumberFormatException tooLong) {
                return null;
            }
        }

        private static Long timestamp(String text) {
            try {
                return SqlParserUtil.parseTimestampLiteral(text, SqlParserPos.ZERO)
                        .getValueAs(TimestampString.class)
                        .getMillisSinceEpoch();
            } catch (CalciteException | IllegalArgumentException noTimestamp) {
                return null;
            }
        }
    }

    private static final DataType WHOLE = DataType.of(DataType.Kind.BIGINT);
    private static final DataType ROWS = DataType.of(DataType.Kind.INTEGER);
    private static final DataType FRACTION = DataType.of(DataType.Kind.DOUBLE);
    private static final DataType MOMENT = DataType.of(DataType.Kind.TIMESTAMP);
    private static final DataType STRING = DataType.of(DataType.Kind.VARCHAR);

    private final Schema schema;
    private final List<Literal> literals;
    private final Slot[] slots;
    private final int firstIndex;
    private int count;

    /**
     * @param literals of the statement's text
     * @param parameters how many parameters the text has, whose indexes come first
     */
    public SharedLiterals(Schema schema, List<Literal> literals, int parameters) {
        this.schema = schema;
        this.literals = literals;
        this.slots = new Slot[literals.size()];
        this.firstIndex = parameters;
    }

    /** Replaces literals in place; the result is the statement to go on with. */
    public SqlNode extract(SqlNode statement) {
        if (statement instanceof SqlOrderBy orderBy && orderBy.query instanceof SqlSelect select) {
            return new SqlOrderBy(
                    orderBy.getParserPosition(),
                    select(select),
                    orderBy.orderList,
                    rows(orderBy.offset),
                    rows(orderBy.fetch));
        }
        return statement instanceof SqlSelect select ? select(select) : statement;
    }

    /** For each literal of the text its parameter, or null where it stays. */
    public Slot[] slots() {
        return slots.clone();
    }

    private SqlNode select(SqlSelect select) {
        Scope scope = Scope.of(null, select.getFrom(), schema, Set.of());
        select.setFrom(from(select.getFrom()));
        select.setWhere(condition(select.getWhere(), scope));
        if (select instanceof SqlRankedSelect ranked) {
            ranked.setOperand(SqlRankedSelect.RANKING_OPERAND, ranking(ranked.ranking()));
        }
        return select;
    }

    private SqlNode from(SqlNode from) {
        switch (from) {
            case SqlSnapshot snapshot -> {
                return new SqlSnapshot(
                        snapshot.getParserPosition(),
                        snapshot.getTableRef(),
                        moment(snapshot.getPeriod()));
            }
            case SqlJoin join -> {
                join.setLeft(from(join.getLeft()));
                join.setRight(from(join.getRight()));
            }
            case SqlBasicCall call when call.getKind() == SqlKind.AS ->
                    call.setOperand(0, from(call.operand(0)));
            case SqlBasicCall call when SuggestCalls.typed(call) != null ->
                    SuggestCalls.setTyped(
                            call, replace(SuggestCalls.typed(call), Literal.Kind.STRING, STRING));
            case null, default -> {}
        }
        return from;
    }

    /** {@code TIMESTAMP '…'}, whose position is that of its first word. */
    private SqlNode moment(SqlNode node) {
        boolean timestamp =
                node instanceof SqlUnknownLiteral literal && literal.tag.equals("TIMESTAMP");
        for (int i = 0; timestamp && i < literals.size(); i++) {
            Literal literal = literals.get(i);
            if (literal.kind() == Literal.Kind.STRING
                    && isIn(literal, node.getParserPosition())
                    && isWhole(node, literal)) {
                return parameter(node, i, MOMENT);
            }
        }
        return node;
    }

    private static boolean isIn(Literal literal, SqlParserPos pos) {
        boolean after =
                literal.line() > pos.getLineNum()
                        || literal.line() == pos.getLineNum()
                                && literal.column() >= pos.getColumnNum();
        boolean before =
                literal.line() < pos.getEndLineNum()
                        || literal.line() == pos.getEndLineNum()
                                && literal.column() <= pos.getEndColumnNum();
        return after && before;
    }

    private SqlRanking ranking(SqlRanking ranking) {
        return new SqlRanking(
                ranking.getParserPosition(),
                ranking.profile().orElse(null),
                ranking.score().map(this::score).orElse(null),
                ranking.user().map(this::user).orElse(null),
                ranking.match().map(this::match).orElse(null),
                ranking.nears().stream().map(this::near).toList(),
                ranking.diversity().map(this::diversity).orElse(null),
                ranking.related().map(this::related).orElse(null),
                ranking.candidates().orElse(null));
    }

    private SqlTextMatch match(SqlTextMatch match) {
        return new SqlTextMatch(
                match.getParserPosition(),
                replace(match.query(), Literal.Kind.STRING, STRING),
                match.isFuzzy());
    }

    private SqlVectorNear near(SqlVectorNear near) {
        return near.isItem()
                ? new SqlVectorNear(
                        near.getParserPosition(),
                        near.column().orElse(null),
                        user(near.target()),
                        true)
                : near;
    }

    private SqlRelatedItem related(SqlRelatedItem related) {
        return new SqlRelatedItem(
                related.getParserPosition(), user(related.item()), related.signal());
    }

    private SqlNode user(SqlNode user) {
        SqlNode whole = replace(user, Literal.Kind.WHOLE, WHOLE);
        return whole instanceof LiteralParameter
                ? whole
                : replace(user, Literal.Kind.STRING, STRING);
    }

    private SqlDiversity diversity(SqlDiversity diversity) {
        List<SqlDiversityCap> caps = new ArrayList<>();
        for (SqlDiversityCap cap : diversity.caps()) {
            caps.add(new SqlDiversityCap(cap.getParserPosition(), cap.column(), rows(cap.max())));
        }
        SqlParserPos pos = diversity.getParserPosition();
        return new SqlDiversity(pos, new SqlNodeList(caps, pos), diversity.isStrict());
    }

    private SqlNode rows(SqlNode number) {
        return number == null ? null : replace(number, Literal.Kind.WHOLE, ROWS);
    }

    /** Fractions only: a whole number may mean a division of whole numbers. */
    private SqlNode score(SqlNode node) {
        if (node instanceof SqlCall call && isArithmetic(call)) {
            for (int i = 0; i < call.operandCount(); i++) {
                call.setOperand(i, score(call.operand(i)));
            }
            return call;
        }
        return replace(node, Literal.Kind.FRACTION, FRACTION);
    }

    private static boolean isArithmetic(SqlCall call) {
        return switch (call.getKind()) {
            case PLUS, MINUS, TIMES, DIVIDE -> call.operandCount() == 2;
            default -> false;
        };
    }

    private SqlNode condition(SqlNode node, Scope scope) {
        if (!(node instanceof SqlCall call)) {
            return node;
        }
        switch (call.getKind()) {
            case AND, OR, NOT -> {
                for (int i = 0; i < call.operandCount(); i++) {
                    call.setOperand(i, condition(call.operand(i), scope));
                }
            }
            case EQUALS,
                    NOT_EQUALS,
                    LESS_THAN,
                    LESS_THAN_OR_EQUAL,
                    GREATER_THAN,
                    GREATER_THAN_OR_EQUAL -> {
                call.setOperand(1, compared(call.operand(1), call.operand(0), scope));
                call.setOperand(0, compared(call.operand(0), call.operand(1), scope));
            }
            case IN, NOT_IN -> {
                if (call.operand(1) instanceof SqlNodeList list) {
                    for (int i = 0; i < list.size(); i++) {
                        list.set(i, compared(list.get(i), call.operand(0), scope));
                    }
                }
            }
            case CONTAINS -> {
                if (call.operand(1) instanceof SqlNodeList list) {
                    for (int i = 0; i < list.size(); i++) {
                        list.set(i, element(list.get(i), call.operand(0), scope));
                    }
                } else {
                    call.setOperand(1, element(call.operand(1), call.operand(0), scope));
                }
            }
            case BETWEEN -> {
                call.setOperand(1, compared(call.operand(1), call.operand(0), scope));
                call.setOperand(2, compared(call.operand(2), call.operand(0), scope));
            }
            default -> {}
        }
        return call;
    }

    private SqlNode compared(SqlNode value, SqlNode with, Scope scope) {
        DataType type =
                value instanceof SqlLiteral && with instanceof SqlIdentifier id
                        ? columnType(id, scope)
                        : null;
        return type == null ? value : compared(value, type);
    }

    private SqlNode element(SqlNode value, SqlNode array, Scope scope) {
        DataType type =
                value instanceof SqlLiteral && array instanceof SqlIdentifier id
                        ? columnType(id, scope)
                        : null;
        return type == null || type.element() == null ? value : compared(value, type.element());
    }

    private SqlNode compared(SqlNode value, DataType type) {
        return switch (type.kind()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT -> replace(value, Literal.Kind.WHOLE, WHOLE);
            case DOUBLE -> replace(value, Literal.Kind.FRACTION, FRACTION);
            case VARCHAR -> replace(value, Literal.Kind.STRING, STRING);
            default -> value;
        };
    }

    /** The type of the column that a name means, or null where it is none or not the only one. */
    private static DataType columnType(SqlIdentifier id, Scope scope) {
        DataType found = null;
        String name = id.names.getLast();
        for (Scope.Entity entity : scope.entities()) {
            boolean fits = id.names.size() == 1 || isAlias(id, entity);
            int column = fits ? entity.table().columnIndex(name) : -1;
            if (column >= 0) {
                if (found != null) {
                    return null;
                }
                ColumnDefinition definition = entity.table().columns().get(column);
                found = definition.type();
            }
        }
        return found;
    }

    private static boolean isAlias(SqlIdentifier id, Scope.Entity entity) {
        return id.names.size() == 2 && id.names.getFirst().equalsIgnoreCase(entity.alias());
    }

    private SqlNode replace(SqlNode node, Literal.Kind kind, DataType type) {
        if (!(node instanceof SqlLiteral) || node.getKind() != SqlKind.LITERAL) {
            return node;
        }
        SqlParserPos pos = node.getParserPosition();
        for (int i = 0; i < literals.size(); i++) {
            Literal literal = literals.get(i);
            if (literal.line() == pos.getLineNum()
                    && literal.column() == pos.getColumnNum()
                    && literal.kind() == kind
                    && isWhole(node, literal)) {
                return parameter(node, i, type);
            }
        }
        return node;
    }

    /** A parameter for a literal, or the node itself if the literal does not fit the type. */
    private SqlNode parameter(SqlNode node, int index, DataType type) {
        Slot slot = new Slot(firstIndex + count, type);
        if (slot.value(literals.get(index)) == null) {
            return node;
        }
        count++;
        slots[index] = slot;
        return new LiteralParameter(slot.parameter(), type, node.getParserPosition());
    }

    /** Whether the node is that literal alone, as a string continued on the next line is not. */
    private static boolean isWhole(SqlNode node, Literal literal) {
        String written = ((SqlLiteral) node).toValue();
        return written != null
                && switch (literal.kind()) {
                    case STRING -> written.equals(literal.value());
                    case WHOLE, FRACTION ->
                            new BigDecimal(written.toLowerCase(Locale.ROOT))
                                            .compareTo(new BigDecimal(literal.value()))
                                    == 0;
                };
    }
}
