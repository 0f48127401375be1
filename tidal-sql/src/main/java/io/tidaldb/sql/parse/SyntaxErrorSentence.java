package io.tidaldb.sql.parse;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import org.apache.calcite.sql.parser.SqlParseException;

/** Turns Calcite's parse errors into short sentences. */
final class SyntaxErrorSentence {
    private SyntaxErrorSentence() {}

    static TidalException of(String sql, SqlParseException e) {
        return new TidalException(
                ErrorCode.SYNTAX_ERROR,
                e.getMessage(),
                e.getPos() == null ? null : SyntaxErrors.position(e.getPos()),
                e);
    }
}
