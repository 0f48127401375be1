package io.tidaldb.sql.parse;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TextPosition;
import io.tidaldb.error.TidalException;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Where a node stands in the statement's text. */
public final class Positions {
    private Positions() {}

    /** The node's position, or null for a node that no text stands for. */
    public static TextPosition of(SqlNode node) {
        return of(node.getParserPosition());
    }

    public static TextPosition of(SqlParserPos pos) {
        return pos == null || pos.getLineNum() == 0
                ? null
                : new TextPosition(
                        pos.getLineNum(),
                        pos.getColumnNum(),
                        pos.getEndLineNum(),
                        pos.getEndColumnNum());
    }

    /** An error about a node. */
    public static TidalException error(ErrorCode code, SqlNode node, String message) {
        return new TidalException(code, message, of(node));
    }
}
