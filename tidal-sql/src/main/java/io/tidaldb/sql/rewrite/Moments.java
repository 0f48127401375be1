package io.tidaldb.sql.rewrite;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.DataType;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.sql.parse.Positions;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSnapshot;
import org.apache.calcite.sql.SqlUnknownLiteral;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.util.SqlShuttle;

import java.util.Locale;
import java.util.Set;

/** The moments of {@code FOR SYSTEM_TIME AS OF}. */
final class Moments {
    private static final DataType TIMESTAMP = DataType.of(DataType.Kind.TIMESTAMP);

    /** Functions that look like columns. */
    private static final Set<String> NULLARY =
            Set.of("CURRENT_TIMESTAMP", "LOCALTIMESTAMP", "CURRENT_DATE");

    private Moments() {}

    /**
     * An expression for the moment, to stand wherever the statement needs it.
     *
     * @throws TidalException {@link ErrorCode#INVALID_STATEMENT} if it depends on rows
     */
    static SqlNode of(SqlSnapshot snapshot) {
        requireConstant(snapshot.getPeriod());
        SqlNode moment = copy(snapshot.getPeriod());
        boolean untyped =
                SqlUtil.isNullLiteral(moment, false)
                        || moment instanceof SqlCharStringLiteral
                        || moment instanceof SqlUnknownLiteral literal
                                && !literal.tag.equals("TIMESTAMP")
                        || moment instanceof SqlDynamicParam
                                && !(moment instanceof LiteralParameter);
        return untyped ? Casts.to(moment, TIMESTAMP) : moment;
    }

    /** A copy that shares no node that validation may change. */
    static SqlNode copy(SqlNode moment) {
        return moment.accept(
                new SqlShuttle() {
                    @Override
                    public SqlNode visit(SqlCall call) {
                        CallCopyingArgHandler copier = new CallCopyingArgHandler(call, true);
                        call.getOperator().acceptCall(this, call, false, copier);
                        return copier.result();
                    }
                });
    }

    private static void requireConstant(SqlNode moment) {
        moment.accept(
                new SqlBasicVisitor<Void>() {
                    @Override
                    public Void visit(SqlIdentifier id) {
                        boolean function =
                                id.isSimple()
                                        && !id.isComponentQuoted(0)
                                        && NULLARY.contains(
                                                id.getSimple().toUpperCase(Locale.ROOT));
                        if (!function) {
                            throw notConstant(id);
                        }
                        return null;
                    }

                    @Override
                    public Void visit(SqlCall call) {
                        if (call.isA(SqlKind.QUERY)) {
                            throw notConstant(call);
                        }
                        return super.visit(call);
                    }
                });
    }

    private static TidalException notConstant(SqlNode node) {
        return Positions.error(
                ErrorCode.INVALID_STATEMENT,
                node,
                "the moment of FOR SYSTEM_TIME AS OF is one for the whole table: a literal such as"
                        + " TIMESTAMP '2026-01-31 12:00:00', a parameter, or an expression such as"
                        + " CURRENT_TIMESTAMP - INTERVAL '1' DAY");
    }

    /**
     * Refuses a moment for what has no past.
     *
     * @param withNames names of common table expressions in reach, in lower case
     */
    static void requirePast(SqlSnapshot snapshot, Schema schema, Set<String> withNames) {
        SqlNode of = snapshot.getTableRef();
        String what = "this";
        if (of instanceof SqlIdentifier id) {
            String name = id.names.getLast();
            boolean with = id.isSimple() && withNames.contains(name.toLowerCase(Locale.ROOT));
            if (!with && hasPast(name, schema)) {
                return;
            }
            what = id.toString();
        }
        throw Positions.error(
                ErrorCode.FEATURE_NOT_SUPPORTED,
                of,
                "FOR SYSTEM_TIME is about signals: it applies to a signal, or to a table that"
                        + " signals are on, and "
                        + what
                        + " is neither. Rows and edges are kept as they are now only");
    }

    private static boolean hasPast(String name, Schema schema) {
        return schema.signal(name).isPresent()
                || schema.table(name).map(t -> hasSignals(t, schema)).orElse(false);
    }

    private static boolean hasSignals(TableDefinition table, Schema schema) {
        return schema.signals().stream()
                .anyMatch(
                        s ->
                                s.targetTable() == table.id()
                                        || schema.rollUpTable(s).filter(table::equals).isPresent());
    }
}
