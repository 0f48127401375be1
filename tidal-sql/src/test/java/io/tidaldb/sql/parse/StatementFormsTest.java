package io.tidaldb.sql.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.util.Litmus;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;

/** Reads the statements of statements.sql and writes them back. */
class StatementFormsTest {
    static Stream<String> statements() throws IOException {
        try (InputStream in = StatementFormsTest.class.getResourceAsStream("statements.sql")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("\n\n")).skip(1).map(String::strip).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("statements")
    void writingAndReadingIsAFixpoint(String sql) {
        SqlNode tree = TidalParser.parseStatement(sql);
        String written = SqlText.of(tree);
        SqlNode again = TidalParser.parseStatement(written);
        assertEquals(written, SqlText.of(again));
        assertTrue(tree.equalsDeep(again, Litmus.IGNORE), () -> sql + "\nwas written\n" + written);
        assertTrue(
                TidalParser.parseStatement(SqlText.pretty(tree)).equalsDeep(tree, Litmus.IGNORE));
    }
}
