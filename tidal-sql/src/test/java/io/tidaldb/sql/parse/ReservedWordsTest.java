package io.tidaldb.sql.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidaldb.sql.parse.generated.TidalSqlParser;

import org.apache.calcite.sql.parser.SqlAbstractParserImpl;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;

/**
 * A word that becomes reserved breaks the statements that use it as a name, so the list changes
 * only on purpose: with reserved-words.txt.
 */
class ReservedWordsTest {
    @Test
    void reservedWordsAreTheListedOnes() throws IOException {
        SqlAbstractParserImpl.Metadata words =
                TidalSqlParser.FACTORY.getParser(new StringReader("")).getMetadata();
        TreeSet<String> reserved = new TreeSet<>();
        for (String word : words.getTokens()) {
            if (words.isReservedWord(word)) {
                reserved.add(word);
            }
        }
        try (InputStream in = getClass().getResourceAsStream("reserved-words.txt")) {
            assertEquals(
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).strip(),
                    String.join("\n", reserved));
        }
    }
}
