package io.tidaldb.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.text.TextIndexDefinition.Column;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.stream.IntStream;

/** What can be defined, and languages. */
class TextIndexDefinitionTest {
    @ParameterizedTest
    @CsvSource({
        "english, The cats were sleeping, cat sleep",
        "german, Die Häuser brannten, haus",
        "french, les chevaux couraient, cheval",
        "spanish, las canciones, canción",
        "italian, le canzoni, canzone",
        "portuguese, os gatos pretos, gato preto",
        "dutch, de huizen, huizen",
        "swedish, bilarna, bilar",
        "russian, красивые дома, дом",
        "finnish, talossa, talo",
        "turkish, evlerde, ev",
        "greek, οι άνθρωποι, άνθρωπος",
        "hindi, किताबें, किताब",
        "arabic, الكتاب, كتاب",
        "thai, ภาษาไทย, ไทย",
        "cjk, 東京都庁, 京都",
        "standard, The CATS, cats",
    })
    void languagesFindOtherFormsOfWords(String analyzer, String text, String query) {
        try (TextIndex index = TextIndex.inMemory(definition(analyzer))) {
            index.put(0, 0, new String[] {text});
            assertEquals(List.of(0), Texts.matches(index, query), analyzer);
        }
    }

    @Test
    void everyAnalyzerWorks() {
        for (String name : TextIndexDefinition.analyzers()) {
            try (TextIndex index = TextIndex.inMemory(definition(name))) {
                index.put(0, 0, new String[] {"radio 2026 информация"});
                assertEquals(List.of(0), Texts.matches(index, "2026"), name);
                assertEquals(List.of(0), Texts.matches(index, "rad* информация"), name);
            }
        }
    }

    @Test
    void anUnknownAnalyzerIsRefusedWithTheKnownOnes() {
        TidalException refused = assertThrows(TidalException.class, () -> definition("klingon"));
        assertEquals(ErrorCode.INVALID_DEFINITION, refused.code());
        for (String name : TextIndexDefinition.analyzers()) {
            assertTrue(refused.getMessage().contains(name), refused.getMessage());
        }
    }

    @Test
    void whatCannotBeIsRefused() {
        refused(() -> new TextIndexDefinition(List.of(), "standard"));
        refused(
                () ->
                        new TextIndexDefinition(
                                IntStream.range(0, TextIndexDefinition.MAX_COLUMNS + 1)
                                        .mapToObj(i -> new Column("c" + i, 1, false))
                                        .toList(),
                                "standard"));
        refused(
                () ->
                        new TextIndexDefinition(
                                List.of(new Column("a", 1, false), new Column("A", 1, false)),
                                "standard"));
        refused(() -> new Column(" ", 1, false));
        for (float boost : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY, 1001}) {
            refused(() -> new Column("a", boost, false));
        }
    }

    private static void refused(org.junit.jupiter.api.function.Executable definition) {
        assertEquals(
                ErrorCode.INVALID_DEFINITION,
                assertThrows(TidalException.class, definition).code());
    }

    private static TextIndexDefinition definition(String analyzer) {
        return new TextIndexDefinition(List.of(new Column("text", 1, false)), analyzer);
    }
}
