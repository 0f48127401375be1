package io.tidaldb.sql.plan;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.NearestNames;
import io.tidaldb.error.TextPosition;
import io.tidaldb.error.TidalException;
import io.tidaldb.sql.relation.RelationCatalog;
import io.tidaldb.sql.relation.RelationColumn;
import io.tidaldb.sql.relation.StoredRelation;

import org.apache.calcite.runtime.CalciteContextException;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns the validator's errors into ours: a code, a sentence, the nearest names, the position. */
final class ValidationErrors {
    private static final Pattern UNKNOWN_OBJECT =
            Pattern.compile("(?:Object|Table) '([^']*)'.* not found.*", Pattern.DOTALL);
    private static final Pattern UNKNOWN_COLUMN =
            Pattern.compile(
                    "(?:Column|Unknown target column) '([^']*)'(?: not found in .*|.*)?",
                    Pattern.DOTALL);
    private static final Pattern NO_DEFAULT =
            Pattern.compile("Column '([^']*)' has no default value.*", Pattern.DOTALL);
    private static final Pattern AMBIGUOUS = Pattern.compile("Column '([^']*)' is ambiguous");
    private static final Pattern UNKNOWN_FUNCTION =
            Pattern.compile("No match found for function signature (.*)", Pattern.DOTALL);
    private static final Pattern NO_TIMESTAMP =
            Pattern.compile(
                    "The system time period specification expects Timestamp type but is '(.*)'");
    private static final Pattern TYPES =
            Pattern.compile(
                    "Cannot apply .*|Cannot assign to target field .*|Cast function cannot.*"
                            + "|Values passed to .* must have compatible types.*",
                    Pattern.DOTALL);

    private ValidationErrors() {}

    static TidalException translate(CalciteContextException error, RelationCatalog catalog) {
        TextPosition position =
                error.getPosLine() == 0
                        ? null
                        : new TextPosition(
                                error.getPosLine(),
                                error.getPosColumn(),
                                error.getEndPosLine(),
                                error.getEndPosColumn());
        String message =
                error.getCause() == null ? error.getMessage() : error.getCause().getMessage();
        Matcher matcher = NO_DEFAULT.matcher(message);
        if (matcher.matches()) {
            return new TidalException(
                    ErrorCode.NOT_NULL_VIOLATION,
                    "column "
                            + matcher.group(1)
                            + " is NOT NULL and has no default; give it a value",
                    position);
        }
        matcher = AMBIGUOUS.matcher(message);
        if (matcher.matches()) {
            return new TidalException(
                    ErrorCode.AMBIGUOUS_NAME,
                    "column "
                            + matcher.group(1)
                            + " is in more than one table; write the table's name before it",
                    position);
        }
        matcher = UNKNOWN_COLUMN.matcher(message);
        if (matcher.matches()) {
            String name = matcher.group(1);
            return new TidalException(
                    ErrorCode.UNKNOWN_COLUMN,
                    "there is no column "
                            + name
                            + "."
                            + NearestNames.suggest(name, columns(catalog)),
                    position);
        }
        matcher = UNKNOWN_OBJECT.matcher(message);
        if (matcher.matches()) {
            String name = matcher.group(1);
            List<String> tables =
                    catalog.relations().stream()
                            .filter(r -> !r.isSystem())
                            .map(StoredRelation::name)
                            .toList();
            return new TidalException(
                    ErrorCode.UNKNOWN_TABLE,
                    "there is no table " + name + "." + NearestNames.suggest(name, tables),
                    position);
        }
        if (message.equals("Illegal use of dynamic parameter")) {
            return new TidalException(
                    ErrorCode.INVALID_STATEMENT,
                    "nothing here tells the parameter's type; write CAST(? AS type)",
                    position);
        }
        matcher = UNKNOWN_FUNCTION.matcher(message);
        if (matcher.matches()) {
            return new TidalException(
                    ErrorCode.UNKNOWN_FUNCTION,
                    "there is no function " + matcher.group(1) + " for these operands",
                    position);
        }
        matcher = NO_TIMESTAMP.matcher(message);
        if (matcher.matches()) {
            return new TidalException(
                    ErrorCode.TYPE_MISMATCH,
                    "the moment of FOR SYSTEM_TIME AS OF is a TIMESTAMP, and this is of type "
                            + matcher.group(1),
                    position);
        }
        ErrorCode code =
                TYPES.matcher(message).matches()
                        ? ErrorCode.TYPE_MISMATCH
                        : ErrorCode.INVALID_STATEMENT;
        return new TidalException(code, message, position, error);
    }

    private static List<String> columns(RelationCatalog catalog) {
        return catalog.relations().stream()
                .filter(r -> !r.isSystem())
                .flatMap(r -> r.columns().stream())
                .map(RelationColumn::name)
                .distinct()
                .toList();
    }
}
