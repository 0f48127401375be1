package io.tidaldb.sql.rewrite;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.NearestNames;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.DataType;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.TextIndexDefinition;
import io.tidaldb.sql.function.SuggestOperator;
import io.tidaldb.sql.parse.Positions;

import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Turns {@code FROM SUGGEST(table.column, typed, popularity => e, condition => c, …)} into the
 * table function over the rows that it reads.
 */
final class SuggestCalls {
    /** How many completions there are where nothing is said. */
    private static final String DEFAULT_SIZE = "10";

    private static final int TYPED = 1;
    private static final Set<String> OPTIONS =
            Set.of("popularity", "condition", "whole", "fuzzy", "size");
    private static final String USAGE =
            "write SUGGEST(table.column, text [, popularity => number] [, condition => condition]"
                    + " [, whole => TRUE] [, fuzzy => FALSE] [, size => number])";

    private final Schema schema;
    private final StatementRewriter rewriter;

    SuggestCalls(Schema schema, StatementRewriter rewriter) {
        this.schema = schema;
        this.rewriter = rewriter;
    }

    /** The call of SUGGEST that an item of FROM is; null if it is something else. */
    private static SqlCall suggest(SqlNode from) {
        return from.getKind() == SqlKind.COLLECTION_TABLE
                        && ((SqlCall) from).operand(0) instanceof SqlBasicCall call
                        && call.getOperator().getName().equalsIgnoreCase("SUGGEST")
                ? call
                : null;
    }

    /** The text that an item of FROM completes, and where it stands; null if it completes none. */
    static SqlNode typed(SqlNode from) {
        SqlCall call = suggest(from);
        return call != null && call.operandCount() > TYPED ? call.operand(TYPED) : null;
    }

    /** Puts another text there. */
    static void setTyped(SqlNode from, SqlNode typed) {
        suggest(from).setOperand(TYPED, typed);
    }

    /** What an item of FROM becomes; null if it is no call of SUGGEST. */
    SqlNode rewrite(SqlNode from) {
        SqlCall call = suggest(from);
        if (call == null) {
            return null;
        }
        SqlParserPos pos = call.getParserPosition();
        if (call.operandCount() <= TYPED
                || !(call.operand(0) instanceof SqlIdentifier column)
                || column.names.size() > 2
                || column.isStar()) {
            throw Positions.error(ErrorCode.INVALID_STATEMENT, call, USAGE);
        }
        TableDefinition table = table(column);
        TextIndexDefinition index = index(table, column);
        Map<String, SqlNode> options = options(call);
        Scope.Entity rows = new Scope.Entity(table.name(), table, null);
        SqlNode popularity =
                options.getOrDefault("popularity", SqlLiteral.createApproxNumeric("1E0", pos));
        SqlSelect query =
                new SqlSelect(
                        pos,
                        null,
                        SqlNodeList.of(
                                named(rows.key(pos), "$key"), named(popularity, "$popularity")),
                        new SqlIdentifier(table.name(), pos),
                        options.get("condition"),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null);
        SuggestOperator operator =
                new SuggestOperator(
                        index.name(), place(column, table, index), table.keyColumn().name());
        SqlNode function =
                operator.createCall(
                        pos,
                        rewriter.rewriteIn(null, query),
                        to(call.operand(TYPED), DataType.Kind.VARCHAR),
                        to(
                                options.getOrDefault("whole", SqlLiteral.createBoolean(false, pos)),
                                DataType.Kind.BOOLEAN),
                        to(
                                options.getOrDefault("fuzzy", SqlLiteral.createBoolean(true, pos)),
                                DataType.Kind.BOOLEAN),
                        to(
                                options.getOrDefault(
                                        "size", SqlLiteral.createExactNumeric(DEFAULT_SIZE, pos)),
                                DataType.Kind.BIGINT));
        return SqlStdOperatorTable.COLLECTION_TABLE.createCall(pos, function);
    }

    private SqlNode to(SqlNode operand, DataType.Kind kind) {
        return Casts.to(rewriter.rewriteIn(null, operand), DataType.of(kind));
    }

    private static SqlNode named(SqlNode node, String name) {
        SqlParserPos pos = node.getParserPosition();
        return SqlStdOperatorTable.AS.createCall(pos, node, new SqlIdentifier(name, pos));
    }

    private TableDefinition table(SqlIdentifier name) {
        String table = name.names.getFirst();
        return schema.table(table)
                .orElseThrow(
                        () ->
                                Positions.error(
                                        ErrorCode.UNKNOWN_TABLE,
                                        name,
                                        "there is no table "
                                                + table
                                                + "."
                                                + NearestNames.suggest(
                                                        table,
                                                        schema.tables().stream()
                                                                .map(TableDefinition::name)
                                                                .toList())));
    }

    private TextIndexDefinition index(TableDefinition table, SqlNode at) {
        return schema.indexesOf(table.id()).stream()
                .filter(TextIndexDefinition.class::isInstance)
                .map(TextIndexDefinition.class::cast)
                .findFirst()
                .orElseThrow(
                        () ->
                                Positions.error(
                                        ErrorCode.UNKNOWN_INDEX,
                                        at,
                                        "SUGGEST needs a text index; CREATE TEXT INDEX ON "
                                                + table.name()
                                                + " (column, …)"));
    }

    /** Which column of the text index it is; the first where only the table is named. */
    private static int place(SqlIdentifier id, TableDefinition table, TextIndexDefinition index) {
        List<String> names =
                index.columns().stream()
                        .map(column -> table.columns().get(column.column()).name())
                        .toList();
        if (id.isSimple()) {
            return 0;
        }
        String name = id.names.getLast();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return i;
            }
        }
        throw Positions.error(
                ErrorCode.UNKNOWN_COLUMN,
                id,
                "there is no column "
                        + name
                        + " in text index "
                        + index.name()
                        + "."
                        + NearestNames.suggest(name, names));
    }

    private static Map<String, SqlNode> options(SqlCall call) {
        Map<String, SqlNode> options = new HashMap<>();
        for (SqlNode operand : call.getOperandList().subList(TYPED + 1, call.operandCount())) {
            if (operand.getKind() != SqlKind.ARGUMENT_ASSIGNMENT) {
                throw Positions.error(ErrorCode.INVALID_STATEMENT, operand, USAGE);
            }
            SqlIdentifier name = ((SqlCall) operand).operand(1);
            String option = name.getSimple().toLowerCase(Locale.ROOT);
            if (!OPTIONS.contains(option)) {
                throw refused(
                        name,
                        "SUGGEST has no option "
                                + name
                                + "."
                                + NearestNames.suggest(option, OPTIONS.stream().sorted().toList()));
            }
            if (options.put(option, ((SqlCall) operand).operand(0)) != null) {
                throw refused(name, "option " + name + " stands here a second time");
            }
        }
        return options;
    }

    private static TidalException refused(SqlNode at, String why) {
        return Positions.error(ErrorCode.INVALID_STATEMENT, at, why);
    }
}
