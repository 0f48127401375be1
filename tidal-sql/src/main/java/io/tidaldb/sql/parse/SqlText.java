package io.tidaldb.sql.parse;

import org.apache.calcite.config.NullCollation;
import org.apache.calcite.sql.SqlDialect;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlWriterConfig;
import org.apache.calcite.sql.dialect.CalciteSqlDialect;
import org.apache.calcite.sql.pretty.SqlPrettyWriter;

/**
 * Writes trees as SQL that {@link TidalParser} reads back to an equal tree. Identifiers are quoted
 * always, so that no spelling and no future reserved word can change their meaning.
 */
public final class SqlText {
    private static final SqlDialect DIALECT = new TidalDialect();

    private SqlText() {}

    /** On one line, unless a string literal contains line breaks. */
    public static String of(SqlNode node) {
        return write(node, config().withLineFolding(SqlWriterConfig.LineFolding.WIDE).withClauseStartsLine(false));
    }

    /** One clause a line, for people. */
    public static String pretty(SqlNode node) {
        return write(node, config().withClauseStartsLine(true));
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
        TidalDialect() {
            super(
                    CalciteSqlDialect.DEFAULT_CONTEXT
                            .withIdentifierQuoteString("\"")
                            .withNullCollation(NullCollation.HIGH));
        }

        @Override
        public void quoteStringLiteral(StringBuilder buf, String charsetName, String val) {
            buf.append('\'').append(val.replace("'", "''")).append('\'');
        }
    }
}
