package io.tidaldb.sql.parse;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TextPosition;
import io.tidaldb.error.TidalException;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

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
        int i = 0;
        while (i < sql.length()) {
            switch (sql.charAt(i)) {
                case '(', '[', '{' -> {
                    if (++depth > TidalParser.MAX_DEPTH) {
                        throw tooDeep(position(sql, i));
                    }
                }
                case ')', ']', '}' -> depth = Math.max(0, depth - 1);
                default -> {}
            }
            i = next(sql, i);
        }
    }

    /** The index of the next character that is not inside a quoted string or name or a comment. */
    private static int next(String sql, int i) {
        if (sql.startsWith("--", i) || sql.startsWith("//", i)) {
            return after(sql, "\n", i);
        }
        if (sql.startsWith("/*", i) && !sql.startsWith("/*+", i)) {
            return after(sql, "*/", i + 2);
        }
        return switch (sql.charAt(i)) {
            case '\'' -> after(sql, "'", i + 1);
            case '"' -> after(sql, "\"", i + 1);
            default -> i + 1;
        };
    }

    private static int after(String sql, String end, int from) {
        int found = sql.indexOf(end, from);
        return found < 0 ? sql.length() : found + end.length();
    }

    private static TextPosition position(String sql, int index) {
        int line = 1 + (int) sql.substring(0, index).chars().filter(c -> c == '\n').count();
        int column = index - sql.lastIndexOf('\n', index - 1);
        return new TextPosition(line, column, line, column);
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
