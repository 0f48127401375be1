package io.tidaldb.sql.parse;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.NearestNames;
import io.tidaldb.error.TextPosition;
import io.tidaldb.error.TidalException;
import io.tidaldb.sql.parse.generated.TidalSqlParser;
import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.sql.parser.SqlAbstractParserImpl;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParserPos;

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
                    "CREATE", "DELETE", "DESCRIBE", "DIVERSIFY", "DROP", "EXPLAIN", "FROM",
                    "GROUP", "HAVING", "INSERT", "INTO", "JOIN", "LIMIT", "MERGE", "OFFSET",
                    "ORDER", "RANK", "SELECT", "SHOW", "UNION", "UPDATE", "UPSERT", "USING",
                    "VALUES", "WHERE", "WITH");

    private static final Pattern LAST_WORD = Pattern.compile("([A-Za-z_][A-Za-z_0-9]*)\\s*$");

    private SyntaxErrorSentence() {}

    static TidalException of(String sql, SqlParseException e) {
        SqlParserPos pos = e.getPos();
        if (pos == null) {
            return new TidalException(ErrorCode.SYNTAX_ERROR, firstLine(e.getMessage()), e);
        }
        TextPosition position = SyntaxErrors.position(pos);
        int[][] sequences = e.getExpectedTokenSequences();
        String message =
                sequences == null
                        ? lexical(sql, pos, e.getMessage())
                        : unexpected(sql, pos, new TreeSet<>(e.getExpectedTokenNames()));
        return new TidalException(ErrorCode.SYNTAX_ERROR, message, position, e);
    }

    private static String lexical(String sql, SqlParserPos pos, String message) {
        if (!message.startsWith("Lexical error")) {
            return firstLine(message);
        }
        if (message.contains("<EOF>")) {
            return "The text ends inside a quoted string, a quoted name or a comment; close it";
        }
        int offset = offset(sql, pos.getLineNum(), pos.getColumnNum());
        int character = offset < sql.length() ? sql.codePointAt(offset) : ' ';
        return switch (character) {
            case '"' -> "A quoted name begins here and does not end on its line; close it with \"";
            case '`' -> "A name is quoted with double quotes, as in \"order\", not with backticks";
            default ->
                    "The character "
                            + Character.toString(character)
                            + " has no meaning in SQL outside a quoted string or name";
        };
    }

    private static String unexpected(String sql, SqlParserPos pos, TreeSet<String> expected) {
        int start = offset(sql, pos.getLineNum(), pos.getColumnNum());
        int end = offset(sql, pos.getEndLineNum(), pos.getEndColumnNum()) + 1;
        boolean atEnd = start >= sql.length() || sql.substring(start).isBlank();
        String word = atEnd ? "" : sql.substring(start, Math.min(end, sql.length()));
        StringBuilder message =
                new StringBuilder(
                        atEnd ? "The statement ends too early" : word + " is not expected here");

        String guess = atEnd ? "" : guess(word, expected);
        if (!guess.isEmpty()) {
            return message + "." + guess;
        }
        Matcher before = LAST_WORD.matcher(sql.substring(0, Math.min(start, sql.length())));
        if (before.find() && !WORDS.isReservedWord(fold(before.group(1)))) {
            guess = near(before.group(1), STARTERS);
            if (!guess.isEmpty()) {
                return message + " after " + before.group(1) + "." + guess;
            }
        }
        if (!atEnd && WORDS.isReservedWord(fold(word)) && expected.contains("<IDENTIFIER>")) {
            message.append("; a reserved word is a name only in double quotes, as in \"")
                    .append(word)
                    .append('"');
        }
        String wanted = Expectation.describe(expected, WORDS);
        return wanted.isEmpty() ? message.toString() : message + "; expected " + wanted;
    }

    private static String guess(String word, TreeSet<String> expected) {
        if (!Character.isLetter(word.charAt(0)) || WORDS.isReservedWord(fold(word))) {
            return "";
        }
        boolean nameFits = expected.contains("<IDENTIFIER>");
        return near(
                word,
                expected.stream()
                        .filter(token -> token.startsWith("\""))
                        .map(token -> token.substring(1, token.length() - 1))
                        .filter(token -> !(nameFits && WORDS.isNonReservedKeyword(token)))
                        .toList());
    }

    /** Only for words of some length: two letters resemble half of all keywords. */
    private static String near(String word, List<String> keywords) {
        if (word.length() < 3) {
            return "";
        }
        String suggestion =
                NearestNames.suggest(
                        word,
                        keywords.stream()
                                .filter(k -> Math.abs(k.length() - word.length()) <= 1)
                                .filter(k -> k.length() > 3)
                                .filter(k -> !k.equalsIgnoreCase(word))
                                .toList());
        return suggestion.startsWith(" Did") ? suggestion : "";
    }

    private static String fold(String word) {
        return word.toUpperCase(Locale.ROOT);
    }

    private static String firstLine(String message) {
        return message.strip().lines().findFirst().orElse("The statement cannot be read");
    }

    /** The index of a line and column, which count from 1. */
    private static int offset(String sql, int line, int column) {
        int start = 0;
        for (int i = 1; i < line; i++) {
            int newline = sql.indexOf('\n', start);
            if (newline < 0) {
                break;
            }
            start = newline + 1;
        }
        return Math.max(0, start + column - 1);
    }
}
