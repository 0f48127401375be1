package io.tidaldb.sql.execute;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.DataType;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.TableKind;
import io.tidaldb.session.Cancellation;
import io.tidaldb.sql.ast.SqlColumnDefinition;
import io.tidaldb.sql.ast.SqlCreateEntityTable;
import io.tidaldb.sql.ast.SqlVectorTypeNameSpec;
import io.tidaldb.sql.parse.Positions;
import io.tidaldb.sql.parse.SqlText;
import io.tidaldb.sql.parse.TidalParser;
import io.tidaldb.sql.rewrite.Casts;
import io.tidaldb.sql.runtime.StatementContext;
import io.tidaldb.sql.type.SqlTypes;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Makes a table's definition of its declaration. */
final class TableDeclarations {
    /** Columns of a table. */
    private static final int MAX_COLUMNS = 1_000;

    /** Numbers of a vector. */
    private static final int MAX_DIMENSION = 4_096;

    private TableDeclarations() {}

    static TableDefinition definition(
            SqlCreateEntityTable create, String name, Schema schema, Engine engine) {
        if (create.columns().size() > MAX_COLUMNS) {
            throw Positions.error(
                    ErrorCode.LIMIT_EXCEEDED,
                    create.name(),
                    "a table has at most " + MAX_COLUMNS + " columns");
        }
        List<Integer> key = primaryKey(create);
        List<ColumnDefinition> columns = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (SqlColumnDefinition column : create.columns()) {
            if (!names.add(column.name().getSimple().toLowerCase(Locale.ROOT))) {
                throw Positions.error(
                        ErrorCode.INVALID_DEFINITION,
                        column,
                        "column " + column.name() + " is declared twice");
            }
            columns.add(column(column, key.contains(columns.size()), schema, engine));
        }
        checkKey(create, columns, key);
        return new TableDefinition(schema.nextId(), name, create.kind(), columns, key);
    }

    private static ColumnDefinition column(
            SqlColumnDefinition column, boolean inKey, Schema schema, Engine engine) {
        String name = column.name().getSimple();
        DataType type = type(column, name, engine);
        if (inKey && column.nullable().orElse(false)) {
            throw Positions.error(
                    ErrorCode.INVALID_DEFINITION,
                    column,
                    "column " + name + " is in the primary key and cannot be NULL");
        }
        int references = ColumnDefinition.NO_REFERENCE;
        if (column.references().isPresent()) {
            references = reference(column, type, column.references().get(), schema);
        }
        String defaultSql = column.defaultValue().map(d -> defaultSql(d, name)).orElse(null);
        if (defaultSql != null) {
            checkDefault(column, type, engine);
        }
        boolean nullable = !inKey && column.nullable().orElse(true);
        return new ColumnDefinition(name, type, nullable, references, defaultSql);
    }

    private static DataType type(SqlColumnDefinition column, String name, Engine engine) {
        if (column.type().getTypeNameSpec() instanceof SqlVectorTypeNameSpec vector) {
            if (vector.dimension() < 1 || vector.dimension() > MAX_DIMENSION) {
                throw Positions.error(
                        ErrorCode.LIMIT_EXCEEDED,
                        column,
                        "a vector has 1 to " + MAX_DIMENSION + " numbers");
            }
            return DataType.vector(vector.dimension());
        }
        return SqlTypes.fromCalcite(engine.planner().typeOf(column.type()), name);
    }

    private static int reference(
            SqlColumnDefinition column, DataType type, SqlIdentifier to, Schema schema) {
        TableDefinition target = Names.table(to, schema);
        if (target.primaryKey().size() != 1) {
            throw Positions.error(
                    ErrorCode.INVALID_DEFINITION,
                    to,
                    target.name() + " has no primary key of one column to refer to");
        }
        DataType keyType = target.keyColumn().type();
        if (keyType.kind() != type.kind()) {
            throw Positions.error(
                    ErrorCode.INVALID_DEFINITION,
                    column,
                    "column "
                            + column.name()
                            + " is "
                            + type
                            + " and refers to "
                            + target.name()
                            + "."
                            + target.keyColumn().name()
                            + ", which is "
                            + keyType);
        }
        return target.id();
    }

    /** Literals and functions of no column, such as CURRENT_TIMESTAMP. */
    private static String defaultSql(SqlNode value, String column) {
        boolean fits =
                value instanceof SqlLiteral
                        || value instanceof SqlIdentifier id
                                && id.isSimple()
                                && id.getSimple().toUpperCase(Locale.ROOT).startsWith("CURRENT_")
                        || value instanceof SqlCall call
                                && (call.getKind() == SqlKind.MINUS_PREFIX
                                        || call.operandCount() == 0
                                        || call.getKind() == SqlKind.ARRAY_VALUE_CONSTRUCTOR
                                        || call.getKind() == SqlKind.CAST);
        if (!fits) {
            throw Positions.error(
                    ErrorCode.INVALID_DEFINITION,
                    value,
                    "the default of column " + column + " must be a literal or CURRENT_TIMESTAMP");
        }
        return SqlText.of(value);
    }

    /** Computes the default once, so that no INSERT is the first to find that it does not fit. */
    private static void checkDefault(SqlColumnDefinition column, DataType type, Engine engine) {
        SqlNode value = column.defaultValue().orElseThrow();
        SqlParserPos pos = value.getParserPosition();
        SqlNode cast = Casts.to(TidalParser.parseExpression(SqlText.of(value)), type);
        SqlNode row =
                SqlStdOperatorTable.VALUES.createCall(
                        pos, SqlStdOperatorTable.ROW.createCall(pos, cast));
        try {
            StatementContext context =
                    new StatementContext(
                            engine.store(),
                            engine.store().schema(),
                            engine.typeFactory(),
                            new Object[0],
                            new Cancellation());
            Failures.translated(
                    () -> {
                        try (var rows =
                                engine.planner().plan(row).rows().rows(context).enumerator()) {
                            rows.moveNext();
                            return rows.current();
                        }
                    });
        } catch (TidalException e) {
            throw Positions.error(
                    ErrorCode.INVALID_DEFINITION,
                    value,
                    "the default of column "
                            + column.name()
                            + " does not fit its type "
                            + type
                            + ": "
                            + e.getMessage());
        }
    }

    private static List<Integer> primaryKey(SqlCreateEntityTable create) {
        List<Integer> key = new ArrayList<>();
        for (int i = 0; i < create.columns().size(); i++) {
            if (create.columns().get(i).isPrimaryKey()) {
                key.add(i);
            }
        }
        List<SqlIdentifier> listed = create.primaryKey().orElse(List.of());
        if (key.size() > 1 || !key.isEmpty() && !listed.isEmpty()) {
            throw Positions.error(
                    ErrorCode.INVALID_DEFINITION,
                    create.name(),
                    "a table has one primary key; for several columns write PRIMARY KEY (a, b)"
                            + " after the columns");
        }
        for (SqlIdentifier name : listed) {
            int index = indexOf(create, name);
            if (index < 0 || key.contains(index)) {
                throw Positions.error(
                        ErrorCode.INVALID_DEFINITION,
                        name,
                        "the primary key names column "
                                + name
                                + (index < 0 ? ", which is not declared" : " twice"));
            }
            key.add(index);
        }
        return key;
    }

    private static int indexOf(SqlCreateEntityTable create, SqlIdentifier name) {
        for (int i = 0; i < create.columns().size(); i++) {
            if (create.columns().get(i).name().getSimple().equalsIgnoreCase(name.getSimple())) {
                return i;
            }
        }
        return -1;
    }

    private static void checkKey(
            SqlCreateEntityTable create, List<ColumnDefinition> columns, List<Integer> key) {
        boolean entity = create.kind() != TableKind.PLAIN;
        boolean fits =
                !entity
                        || key.size() == 1
                                && switch (columns.get(key.getFirst()).type().kind()) {
                                    case BIGINT, INTEGER, VARCHAR -> true;
                                    default -> false;
                                };
        if (!fits) {
            throw Positions.error(
                    ErrorCode.INVALID_DEFINITION,
                    create.name(),
                    "an item, user or creator table needs a primary key of one BIGINT, INTEGER or"
                            + " VARCHAR column");
        }
        for (int index : key) {
            switch (columns.get(index).type().kind()) {
                case ARRAY, VECTOR, REAL, DOUBLE ->
                        throw Positions.error(
                                ErrorCode.INVALID_DEFINITION,
                                create.name(),
                                "column "
                                        + columns.get(index).name()
                                        + " cannot be a key, since it is "
                                        + columns.get(index).type());
                default -> {}
            }
        }
    }
}
