package io.tidaldb.sql.parse;

import io.tidaldb.sql.parse.generated.TidalSqlParser;

import org.apache.calcite.config.NullCollation;
import org.apache.calcite.sql.SqlDialect;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlWriterConfig;
import org.apache.calcite.sql.dialect.CalciteSqlDialect;
import org.apache.calcite.sql.parser.SqlAbstractParserImpl;
import org.apache.calcite.sql.pretty.SqlPrettyWriter;

import java.io.StringReader;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes trees as SQL that {@link TidalParser} reads back to an equal tree. Names are quoted where
 * they must be. Parameters are all written as {@code ?}, and clauses in their usual order, so that
 * parameters of clauses that stood in another order are numbered anew.
 */
public final class SqlText {
    private static final SqlDialect DIALECT = new TidalDialect();

    private SqlText() {}

    /** Without line breaks between clauses. */
    public static String of(SqlNode node) {
        return write(node, config().withClauseStartsLine(false));
    }

    /** With each clause on a line of its own. */
    public static String pretty(SqlNode node) {
        return write(node, config().withClauseStartsLine(true));
    }

    /**
     * A name as it is written in SQL: in double quotes if it would not be read as a name without.
     */
    public static String name(String name) {
        return DIALECT.quoteIdentifier(name);
    }

    private static SqlWriterConfig config() {
        return SqlPrettyWriter.config()
                .withDialect(DIALECT)
                .withQuoteAllIdentifiers(true)
                .withAlwaysUseParentheses(false)
                .withKeywordsLowerCase(false);
    }

    private static String write(SqlNode node, SqlWriterConfig config) {
        SqlPrettyWriter writer = new SqlPrettyWriter(config);
        node.unparse(writer, 0, 0);
        return writer.toSqlString().getSql();
    }

    /** Standard SQL in Calcite's spelling, with Unicode text written as it is. */
    private static final class TidalDialect extends SqlDialect {
        private static final SqlAbstractParserImpl.Metadata WORDS =
                TidalSqlParser.FACTORY.getParser(new StringReader("")).getMetadata();

        private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_][A-Za-z_0-9]*");

        /** Keywords that are usual names, and that no optional clause begins with. */
        private static final Set<String> USUAL_NAMES =
                Set.of(
                        "AT",
                        "CREATOR",
                        "DECAY",
                        "HALF",
                        "INDEX",
                        "ITEM",
                        "LANGUAGE",
                        "LIFE",
                        "MARKED",
                        "PROFILE",
                        "RELATIONSHIP",
                        "SCORE",
                        "SEEN",
                        "SIGNAL",
                        "TEXT");

        TidalDialect() {
            super(
                    CalciteSqlDialect.DEFAULT_CONTEXT
                            .withIdentifierQuoteString("\"")
                            .withNullCollation(NullCollation.HIGH));
        }

        @Override
        protected boolean identifierNeedsQuote(String name) {
            String word = name.toUpperCase(Locale.ROOT);
            return !PLAIN_NAME.matcher(name).matches()
                    || WORDS.isKeyword(word) && !USUAL_NAMES.contains(word);
        }

        @Override
        public void quoteStringLiteral(StringBuilder buf, String charsetName, String val) {
            buf.append('\'').append(val.replace("'", "''")).append('\'');
        }
    }
}
