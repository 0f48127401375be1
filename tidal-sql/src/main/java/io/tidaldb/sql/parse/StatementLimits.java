package io.tidaldb.sql.parse;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TextPosition;
import io.tidaldb.error.TidalException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;

/**
 * Bounds on a statement's size. Parser, validator and planner descend recursively, so depth is
 * bounded before each could exhaust its stack: brackets in the text before parsing, and the tree,
 * which operators deepen without any bracket, after it.
 */
final class StatementLimits {
    private StatementLimits() {}

    static void checkText(String sql) {
        if (sql.length() > TidalParser.MAX_STATEMENT_LENGTH) {
            throw new TidalException(
                    ErrorCode.LIMIT_EXCEEDED,
                    "The statement has "
                            + sql.length()
                            + " characters, and at most "
                            + TidalParser.MAX_STATEMENT_LENGTH
                            + " are allowed; send values as parameters or in batches");
        }
        int depth = 0;
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < sql.length(); i++) {
            switch (sql.charAt(i)) {
                case '\n' -> {
                    line++;
                    lineStart = i + 1;
                }
                case '(', '[', '{' -> {
                    if (++depth > TidalParser.MAX_DEPTH) {
                        int column = i - lineStart + 1;
                        throw tooDeep(new TextPosition(line, column, line, column));
                    }
                }
                case ')', ']', '}' -> depth = Math.max(0, depth - 1);
                default -> {}
            }
        }
    }

    static void checkTree(SqlNode root) {
        Deque<Level> pending = new ArrayDeque<>();
        pending.push(new Level(root, 0));
        while (!pending.isEmpty()) {
            Level level = pending.pop();
            if (level.depth > TidalParser.MAX_DEPTH) {
                throw tooDeep(SyntaxErrors.position(level.node.getParserPosition()));
            }
            List<SqlNode> children =
                    switch (level.node) {
                        case SqlCall call -> call.getOperandList();
                        case SqlNodeList list -> list.getList();
                        default -> List.of();
                    };
            for (SqlNode child : children) {
                if (child != null) {
                    pending.push(new Level(child, level.depth + 1));
                }
            }
        }
    }

    static TidalException tooDeep(TextPosition position) {
        return new TidalException(
                ErrorCode.LIMIT_EXCEEDED,
                "The statement nests deeper than "
                        + TidalParser.MAX_DEPTH
                        + " levels; use IN (…) or a join instead of a long chain, or split it",
                position);
    }

    private record Level(SqlNode node, int depth) {}
}
