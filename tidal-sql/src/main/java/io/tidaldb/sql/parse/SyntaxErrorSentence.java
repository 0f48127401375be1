package io.tidaldb.sql.parse;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.sql.parse.generated.TidalSqlParser;

import org.apache.calcite.sql.parser.SqlAbstractParserImpl;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns a failure of the generated parser, which lists every token that could have followed, into a
 * sentence: the word at fault, the few things a person would write there, and a guess where a
 * keyword is misspelt.
 */
final class SyntaxErrorSentence {
    private static final SqlAbstractParserImpl.Metadata WORDS =
            TidalSqlParser.FACTORY.getParser(new StringReader("")).getMetadata();

    /** Keywords that a misspelt word is compared with when the parser took it for a name. */
    private static final List<String> STARTERS =
            List.of(
                    "ALTER",
                    "BACKUP",
                    "CHECKPOINT",
                    "CREATE",
                    "DELETE",
                    "DESCRIBE",
                    "DIVERSIFY",
                    "DROP",
                    "EXPLAIN",
                    "FROM",
                    "GROUP",
                    "HAVING",
                    "INSERT",
                    "INTO",
                    "JOIN",
                    "LIMIT",
                    "MERGE",
                    "OFFSET",
                    "ORDER",
                    "RANK",
                    "SELECT",
                    "SHOW",
                    "UNION",
                    "UPDATE",
                    "UPSERT",
                    "USING",
                    "VALUES",
                    "VERIFY",
                    "WHERE",
                    "WITH");

    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z_0-9]*");

    private static final Pattern LAST_WORD = Pattern.compile("([A-Za-z_][A-Za-z_0-9]*)\\s*$");

    private SyntaxErrorSentence() {}

    static TidalException of(String sql, SqlParseException e) {
        SqlParserPos pos = e.getPos();
        if (pos == null || e.getMessage() == null) {
            return new TidalException(ErrorCode.SYNTAX_ERROR, firstLine(e.getMessage()), e);
        }
        String message =
                e.getExpectedTokenSequences() == null
                        ? withoutExpectation(sql, pos, e.getMessage())
                        : unexpected(sql, pos, e);
        return new TidalException(ErrorCode.SYNTAX_ERROR, message, SyntaxErrors.position(pos), e);
    }

    private static String withoutExpectation(String sql, SqlParserPos pos, String message) {
        int offset = offset(sql, pos.getLineNum(), pos.getColumnNum());
        if (message.startsWith("Non-query expression")) {
            Matcher first = WORD.matcher(sql).region(offset, sql.length());
            String word = first.lookingAt() ? first.group() : "An expression";
            return word + " does not begin a statement" + Misspelling.guess(word, STARTERS);
        }
        if (!message.startsWith("Lexical error")) {
            return firstLine(message);
        }
        if (message.contains("<EOF>")) {
            return "The text ends inside a quoted string, a quoted name or a comment; close it";
        }
        if (offset < sql.length() && sql.charAt(offset) == '`') {
            return "A name is quoted with double quotes, as in \"order\", not with backticks";
        }
        return (offset < sql.length() ? Character.toString(sql.codePointAt(offset)) : "A character")
                + " has no meaning outside a quoted string or name";
    }

    private static String unexpected(String sql, SqlParserPos pos, SqlParseException e) {
        Set<String> expected = new TreeSet<>(e.getExpectedTokenNames());
        String wanted = Expectation.describe(expected, WORDS);
        String expectation = wanted.isEmpty() ? "" : "; expected " + wanted;
        int start = offset(sql, pos.getLineNum(), pos.getColumnNum());
        int end = offset(sql, pos.getEndLineNum(), pos.getEndColumnNum()) + 1;
        String word = sql.substring(start, end);
        if (e.getMessage().contains("\"<EOF>\"") || word.isBlank()) {
            return "The statement ends too early" + expectation;
        }
        switch (word.toUpperCase(Locale.ROOT)) {
            case "'" -> {
                return "The string that begins here is not closed; end it with '";
            }
            case "\"" -> {
                return "The quoted name that begins here is not closed on its line; end it with \"";
            }
            case "RANK", "MATCH", "NEAR", "DIVERSIFY" -> {
                return word
                        + " is not expected here; ranking clauses stand after FROM and WHERE,"
                        + " before ORDER BY and LIMIT";
            }
            case "INDEX" -> {
                if (expected.contains("\"TEXT\"")) {
                    return word
                            + " is not expected here; an index is a TEXT INDEX or a VECTOR INDEX";
                }
            }
            default -> {}
        }
        String unexpected = word + " is not expected here";
        boolean reserved = WORDS.isReservedWord(word.toUpperCase(Locale.ROOT));
        if (!reserved) {
            String guess = Misspelling.guess(word, keywords(expected));
            if (!guess.isEmpty()) {
                return unexpected + guess;
            }
        }
        Matcher before = LAST_WORD.matcher(sql).region(0, start);
        if (before.find() && !WORDS.isKeyword(before.group(1).toUpperCase(Locale.ROOT))) {
            String guess = Misspelling.guess(before.group(1), STARTERS);
            if (!guess.isEmpty()) {
                return unexpected + " after " + before.group(1) + guess;
            }
        }
        if (reserved && expected.contains("<IDENTIFIER>")) {
            return unexpected
                    + "; as a name, the reserved word needs double quotes: \""
                    + word
                    + '"';
        }
        return unexpected + expectation;
    }

    /** The words that the parser would have accepted as words and not as names. */
    private static List<String> keywords(Set<String> expected) {
        boolean nameFits = expected.contains("<IDENTIFIER>");
        return expected.stream()
                .filter(token -> token.startsWith("\""))
                .map(token -> token.substring(1, token.length() - 1))
                .filter(word -> !(nameFits && WORDS.isNonReservedKeyword(word)))
                .toList();
    }

    private static String firstLine(String message) {
        return Objects.requireNonNullElse(message, "")
                .strip()
                .lines()
                .findFirst()
                .orElse("The statement cannot be read");
    }

    /** The index of a line and column, which count from 1. */
    private static int offset(String sql, int line, int column) {
        int start = 0;
        for (int i = 1; i < line; i++) {
            start = sql.indexOf('\n', start) + 1;
        }
        return start + column - 1;
    }
}
