package io.tidaldb.sql.parse;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.sql.parse.generated.TidalSqlParser;

import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.validate.SqlConformanceEnum;

import java.util.List;

/**
 * Reads SQL text. Identifiers keep their spelling, quoted with double quotes or not; text of more
 * than {@value #MAX_STATEMENT_LENGTH} characters and nesting beyond {@value #MAX_DEPTH} levels are
 * refused. Every failure is a {@link TidalException}: SYNTAX_ERROR with a position, or
 * LIMIT_EXCEEDED.
 */
public final class TidalParser {
    /** Longest text of a statement or script, in UTF-16 code units. */
    public static final int MAX_STATEMENT_LENGTH = 1 << 20;

    /** Deepest nesting, of parentheses in the text and of nodes in the tree alike. */
    public static final int MAX_DEPTH = 500;

    /** Longest identifier, in UTF-16 code units. */
    public static final int MAX_IDENTIFIER_LENGTH = 128;

    /** The dialect's lexical rules, for callers that configure Calcite themselves. */
    public static final SqlParser.Config CONFIG =
            SqlParser.config()
                    .withParserFactory(TidalSqlParser.FACTORY)
                    .withQuoting(Quoting.DOUBLE_QUOTE)
                    .withUnquotedCasing(Casing.UNCHANGED)
                    .withQuotedCasing(Casing.UNCHANGED)
                    .withCaseSensitive(false)
                    .withIdentifierMaxLength(MAX_IDENTIFIER_LENGTH)
                    .withConformance(SqlConformanceEnum.LENIENT);

    private TidalParser() {}

    /** Reads statements separated by semicolons; a script without statements is an empty list. */
    public static List<SqlNode> parseStatements(String sql) {
        SqlNodeList statements = (SqlNodeList) parse(sql, SqlParser::parseStmtList);
        return List.copyOf(statements.getList());
    }

    /** Reads exactly one statement; a semicolon may follow it. */
    public static SqlNode parseStatement(String sql) {
        List<SqlNode> statements = parseStatements(sql);
        if (statements.size() == 1) {
            return statements.getFirst();
        }
        if (statements.isEmpty()) {
            throw new TidalException(
                    ErrorCode.SYNTAX_ERROR,
                    "There is no statement in the text; it holds only spaces and comments");
        }
        throw SyntaxErrors.at(
                statements.get(1).getParserPosition(),
                "One statement was expected and another one follows; run them one by one, or as a"
                        + " script");
    }

    /** Reads a scalar expression. */
    public static SqlNode parseExpression(String sql) {
        return parse(sql, SqlParser::parseExpression);
    }

    @FunctionalInterface
    private interface Production {
        SqlNode parse(SqlParser parser) throws SqlParseException;
    }

    private static SqlNode parse(String sql, Production production) {
        StatementLimits.checkText(sql);
        // The generated reader takes its buffer's size from the text and cannot do with none.
        String text = sql.isEmpty() ? " " : sql;
        try {
            SqlNode node = production.parse(SqlParser.create(text, CONFIG));
            StatementLimits.checkTree(node);
            return node;
        } catch (SqlParseException e) {
            throw switch (e.getCause()) {
                case TidalException ours -> ours;
                case StackOverflowError overflow -> StatementLimits.tooDeep(null);
                case null, default -> SyntaxErrorSentence.of(text, e);
            };
        } catch (StackOverflowError e) {
            throw StatementLimits.tooDeep(null);
        }
    }
}
