package io.tidaldb.sql.parse;

import io.tidaldb.error.TidalException;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.io.IOException;
import java.util.List;
import java.util.Random;

/** Whatever the text, reading it ends in a tree or in an error of ours. */
class ParserGarbageTest {
    private static final List<String> FRAGMENTS =
            List.of(
                    "(",
                    ")",
                    ",",
                    ";",
                    "'",
                    "\"",
                    "`",
                    "?",
                    "*",
                    ".",
                    "--",
                    "/*",
                    "*/",
                    "/*+",
                    "é",
                    "日本",
                    "🎵",
                    "\n",
                    "\t",
                    "\u0000",
                    "\u0007",
                    "1",
                    "1e999",
                    ".5",
                    "x'0'",
                    "u&'\\'",
                    "_latin1'x'",
                    "e'\\'",
                    "SELECT",
                    "FROM",
                    "RANK",
                    "USING",
                    "BY",
                    "FOR",
                    "USER",
                    "DIVERSIFY",
                    "MAX",
                    "LIMIT",
                    "CREATE",
                    "ITEM",
                    "TABLE",
                    "SIGNAL",
                    "VECTOR",
                    "DECAY",
                    "HALF",
                    "LIFE",
                    "INTERVAL",
                    "DAY",
                    "WINDOWS",
                    "NOT",
                    "NULL",
                    "SHOW",
                    "99999999999999999999",
                    "DATE '1'",
                    "{",
                    "}",
                    "{fn",
                    "[",
                    "]",
                    "::",
                    "=>",
                    "@");

    @Property(tries = 2000)
    void mutatedStatements(@ForAll("mutated") String sql) {
        read(sql);
    }

    @Property(tries = 500)
    void anyText(@ForAll String text) {
        read(text);
    }

    @Property(tries = 1000)
    void anyWords(@ForAll("words") String sql) {
        read(sql);
    }

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.of(FRAGMENTS).list().ofMaxSize(15).map(list -> String.join(" ", list));
    }

    @Provide
    Arbitrary<String> mutated() throws IOException {
        return Combinators.combine(
                        Arbitraries.of(StatementFormsTest.statements().toList()),
                        Arbitraries.longs(),
                        Arbitraries.integers().between(1, 4))
                .as(ParserGarbageTest::mutate);
    }

    private static String mutate(String sql, long seed, int edits) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(sql);
        for (int i = 0; i < edits && !text.isEmpty(); i++) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + 1 + random.nextInt(8));
            switch (random.nextInt(4)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, text.substring(at, end));
                case 2 -> text.insert(at, FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
                default -> text.replace(at, end, FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
            }
        }
        return text.toString();
    }

    private static void read(String sql) {
        try {
            TidalParser.parseStatements(sql).forEach(SqlText::of);
        } catch (TidalException e) {
            if (e.getMessage() == null
                    || e.getMessage().isBlank()
                    || e.getMessage().length() > 600) {
                throw new AssertionError("not a sentence: " + e.getMessage(), e);
            }
        }
    }
}
