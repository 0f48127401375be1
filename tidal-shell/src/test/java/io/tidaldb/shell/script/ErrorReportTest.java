package io.tidaldb.shell.script;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidaldb.shell.terminal.Style;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

class ErrorReportTest {
    private static String printed(SQLException error, SqlText statement) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        ErrorReport.of(error, statement).print(err, new Style(false));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static SQLException at(String message, int line, int column) {
        return new SQLException(
                message + " (line " + line + ", column " + column + ")", "42703", 1003);
    }

    @Test
    void pointsAtTheWord() {
        assertEquals(
                """
                ERROR 42703 at line 1, column 8: there is no column nme
                  SELECT nme FROM t
                         ^
                """,
                printed(
                        at("there is no column nme", 1, 8),
                        new SqlText("SELECT nme FROM t", 1, 1)));
    }

    @Test
    void countsFromTheBeginningOfTheScript() {
        assertEquals(
                """
                ERROR 42703 at line 4, column 15: no
                  SELECT x
                    ^
                """,
                printed(at("no", 1, 3), new SqlText("SELECT x\nFROM t", 4, 13)));
        assertEquals(
                """
                ERROR 42703 at line 5, column 6: no
                  FROM t
                       ^
                """,
                printed(at("no", 2, 6), new SqlText("SELECT x\nFROM t", 4, 13)));
    }

    @Test
    void cutsALongLineAroundTheWord() {
        String sql = "x".repeat(500) + "y" + "x".repeat(500);
        String[] lines = printed(at("no", 1, 501), new SqlText(sql, 1, 1)).split("\n");
        assertEquals('y', lines[1].charAt(lines[2].indexOf('^')));
        assertEquals(102, lines[1].length());
    }

    @Test
    void doesWithoutAPosition() {
        assertEquals(
                "ERROR 40001: again\n",
                printed(new SQLException("again", "40001"), new SqlText("SELECT 1", 1, 1)));
        assertEquals(
                "ERROR XX000 at line 9, column 1: odd\n",
                printed(new SQLException("odd (line 9, column 1)"), new SqlText("SELECT 1", 1, 1)));
    }

    @Test
    void neverSendsControlCharactersToATerminal() {
        assertEquals(
                "ERROR 42000: \\x1b[2Jgone\n",
                printed(new SQLException("\u001b[2Jgone", "42000"), new SqlText("x", 1, 1)));
    }
}
