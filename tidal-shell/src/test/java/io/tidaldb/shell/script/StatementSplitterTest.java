package io.tidaldb.shell.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;

class StatementSplitterTest {
    private static List<String> split(String text) throws IOException {
        List<String> statements = new ArrayList<>();
        StatementSplitter.forEach(new StringReader(text), s -> statements.add(s.sql()));
        return statements;
    }

    @Test
    void cutsAtSemicolons() throws IOException {
        assertEquals(List.of("SELECT 1", "SELECT 2"), split("SELECT 1; SELECT 2"));
        assertEquals(List.of("SELECT 1"), split(" ;; SELECT 1 ;\n;"));
        assertEquals(List.of(), split(" \n -- nothing\n /* nothing; */ "));
    }

    @Test
    void leavesSemicolonsInsideQuotesAlone() throws IOException {
        assertEquals(
                List.of("SELECT 'a;''b;'", "SELECT \"x;\"\"y\" FROM t"),
                split("SELECT 'a;''b;'; SELECT \"x;\"\"y\" FROM t;"));
    }

    @Test
    void leavesSemicolonsInsideCommentsAlone() throws IOException {
        assertEquals(
                List.of("SELECT 1 -- one; two\n + 2", "SELECT /* ; ' */ 3"),
                split("SELECT 1 -- one; two\n + 2; SELECT /* ; ' */ 3;"));
        assertEquals(List.of("SELECT 1 // it's;\n+ 1", "a"), split("SELECT 1 // it's;\n+ 1; a"));
        assertEquals(
                List.of("SELECT /*/ ; /*/ 1", "SELECT 2"), split("SELECT /*/ ; /*/ 1;SELECT 2"));
    }

    @Test
    void aQuoteInACommentOpensNothing() throws IOException {
        assertEquals(List.of("SELECT 1"), split("-- it's\nSELECT 1; /* it's */"));
    }

    @Test
    void operatorsOfCommentCharactersStay() throws IOException {
        assertEquals(
                List.of("SELECT 3 - -1", "SELECT 6/2*1", "-1"),
                split("SELECT 3 - -1;SELECT 6/2*1;-1"));
        assertEquals(List.of("SELECT 1 -", "-"), split("SELECT 1 -;-"));
    }

    @Test
    void knowsWhereAStatementBegins() throws IOException {
        List<SqlText> statements = new ArrayList<>();
        StatementSplitter.forEach(
                new StringReader("SELECT 1;\n-- two\n  SELECT\n2; -3"), statements::add);
        assertEquals(
                List.of(
                        new SqlText("SELECT 1", 1, 1),
                        new SqlText("SELECT\n2", 3, 3),
                        new SqlText("-3", 4, 4)),
                statements);
    }

    @Test
    void knowsWhetherItWaitsForMore() {
        StatementSplitter splitter = new StatementSplitter();
        assertFalse(splitter.isPending());
        splitter.feed("SELECT 1;");
        assertFalse(splitter.isPending());
        splitter.feed(" SELECT");
        assertTrue(splitter.isPending());
        splitter.feed(" ';");
        assertTrue(splitter.isPending());
        splitter.feed("';");
        assertFalse(splitter.isPending());
        splitter.feed("/* ");
        assertTrue(splitter.isPending());
    }

    @Test
    void stopsWhenToldTo() throws IOException {
        List<String> run = new ArrayList<>();
        StatementSplitter.forEach(
                new StringReader("a; b; c"),
                s -> {
                    run.add(s.sql());
                    return !s.sql().equals("b");
                });
        assertEquals(List.of("a", "b"), run);
    }

    @Property
    void piecesOfAnyLengthGiveTheSameStatements(
            @ForAll("texts") String text, @ForAll List<Boolean> cuts) {
        StatementSplitter whole = new StatementSplitter();
        whole.feed(text);
        StatementSplitter pieces = new StatementSplitter();
        List<SqlText> taken = new ArrayList<>();
        int start = 0;
        for (int i = 1; i < text.length() && i <= cuts.size(); i++) {
            if (cuts.get(i - 1)) {
                pieces.feed(text.substring(start, i));
                taken.addAll(pieces.take());
                start = i;
            }
        }
        pieces.feed(text.substring(start));
        taken.addAll(pieces.take());
        assertEquals(whole.take(), taken);
        assertEquals(whole.rest(), pieces.rest());
    }

    @Property
    void everyStatementStandsWhereItSays(@ForAll("texts") String text) throws IOException {
        String[] lines = text.split("\n", -1);
        StatementSplitter.forEach(
                new StringReader(text),
                s -> {
                    String first = s.sql().lines().findFirst().orElseThrow();
                    return lines[s.line() - 1].startsWith(first, s.column() - 1)
                            || failWith(text, s);
                });
    }

    private static boolean failWith(String text, SqlText statement) {
        throw new AssertionError(statement + " does not stand there in <" + text + ">");
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("a;'\"-/* \n").ofMaxLength(40);
    }
}
