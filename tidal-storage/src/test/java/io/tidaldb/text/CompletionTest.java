package io.tidaldb.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidaldb.text.CompletionQuery.Unit;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Completions while typing. */
class CompletionTest {
    private static List<String> complete(TextIndex index, Unit unit, String typed) {
        try (TextView view = index.view()) {
            return view
                    .complete(
                            new CompletionQuery(typed, 0, unit, true), 5, null, ordinal -> ordinal)
                    .stream()
                    .map(Completion::text)
                    .toList();
        }
    }

    private static TextIndex posts(String... titles) {
        TextIndex index = TextIndex.inMemory(Texts.POSTS);
        for (int i = 0; i < titles.length; i++) {
            index.put(i, i, Texts.post(titles[i], "body"));
        }
        return index;
    }

    @Test
    void completesWordsAsTheyAreWrittenHeaviestFirst() {
        try (TextIndex index =
                posts("quantum physics", "Quantum Mechanics", "quanta", "a quarter of quantum")) {
            assertEquals(
                    List.of("quantum", "quarter", "quanta"), complete(index, Unit.WORD, "QUA"));
            assertEquals(List.of(), complete(index, Unit.WORD, "quant "));
            assertEquals(List.of(), complete(index, Unit.WORD, ""));
            assertEquals(List.of(), complete(index, Unit.WORD, "\"("));
            assertEquals(List.of(), complete(index, Unit.WORD, "x".repeat(1 << 20)));
        }
    }

    @Test
    void completesByRowsThatHaveTheWordsBefore() {
        try (TextIndex index =
                posts("quantum physics", "Quantum Mechanics", "quanta", "a quarter of quantum")) {
            assertEquals(List.of("Physics quantum"), complete(index, Unit.WORD, "Physics quant"));
            assertEquals(List.of("quarter quantum"), complete(index, Unit.WORD, "quarter quant"));
            assertEquals(List.of("physcis quantum"), complete(index, Unit.WORD, "physcis quant"));
            assertEquals(List.of(), complete(index, Unit.WORD, "nothing quant"));
            assertEquals(
                    List.of("+( quantum", "+( quarter", "+( quanta"),
                    complete(index, Unit.WORD, "+( qua"));
            // What stands in another column counts as well.
            assertEquals(List.of("body physics"), complete(index, Unit.WORD, "body phys"));
            try (TextView view = index.view()) {
                assertEquals(
                        List.of(new Completion("quantum", 1, 1, true)),
                        view.complete(
                                new CompletionQuery("quan", 0, Unit.WORD, false),
                                5,
                                ordinal -> ordinal == 1,
                                o -> o));
                assertEquals(
                        List.of(),
                        view.complete(
                                new CompletionQuery("physcis quant", 0, Unit.WORD, false),
                                5,
                                null,
                                o -> o));
            }
        }
    }

    @Test
    void completesWholeTexts() {
        try (TextIndex index =
                posts("The Cat", "the  cat\nsleeps", "THE CAT", "The dog", null, "", " ")) {
            assertEquals(
                    List.of("the dog", "the cat", "the cat sleeps"),
                    complete(index, Unit.WHOLE, "the"));
            assertEquals(
                    List.of("the cat", "the cat sleeps"), complete(index, Unit.WHOLE, " The   ca"));
            try (TextView view = index.view()) {
                Completion cat =
                        view.complete(
                                        new CompletionQuery("the cat", 0, Unit.WHOLE, true),
                                        1,
                                        null,
                                        o -> o + 1)
                                .getFirst();
                assertEquals(new Completion("the cat", 2, 4, true), cat);
            }
        }
    }

    @Test
    void forgivesALetterFromFourOn() {
        try (TextIndex index = posts("relativity", "religion", "elephant")) {
            assertEquals(List.of("religion", "relativity"), complete(index, Unit.WORD, "relt"));
            assertEquals(List.of("relativity"), complete(index, Unit.WORD, "rleat"));
            assertEquals(List.of("relativity"), complete(index, Unit.WORD, "relxti"));
            assertEquals(List.of("religion", "relativity"), complete(index, Unit.WORD, "reli"));
            assertEquals(List.of(), complete(index, Unit.WORD, "rlt"));
            assertEquals(List.of(), complete(index, Unit.WORD, "xelati"));
            assertEquals(List.of("elephant"), complete(index, Unit.WHOLE, "elehpant"));
        }
    }

    @Test
    void changesAndWeightsCountAtOnce() {
        try (TextIndex index = posts("alpha", "alpine")) {
            assertEquals(List.of("alpine", "alpha"), complete(index, Unit.WORD, "al"));
            index.put(2, 2, Texts.post("Almond", null));
            assertEquals(List.of("almond", "alpine", "alpha"), complete(index, Unit.WORD, "al"));
            index.put(2, 3, Texts.post("Walnut", null));
            index.remove(1);
            assertEquals(List.of("alpha"), complete(index, Unit.WORD, "al"));
            index.put(1, 4, Texts.post("alto", null));
            try (TextView view = index.view()) {
                List<Completion> odd =
                        view.complete(
                                new CompletionQuery("al", 0, Unit.WORD, true),
                                9,
                                null,
                                o -> o == 0 ? Double.NaN : -o);
                assertEquals(
                        List.of(
                                new Completion("alpha", 0, 0, true),
                                new Completion("alto", 1, -1, true)),
                        odd);
                assertEquals(
                        List.of(),
                        view.complete(
                                new CompletionQuery("al", 0, Unit.WORD, true), 0, null, o -> o));
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                view.complete(
                                        new CompletionQuery("al", 1, Unit.WORD, true),
                                        5,
                                        null,
                                        o -> o));
            }
        }
    }

    @Test
    void weightsAreSumsOverRows() {
        SplittableRandom random = new SplittableRandom(21);
        try (TextIndex index = TextIndex.inMemory(Texts.PLAIN)) {
            Map<String, Double> sums = new HashMap<>();
            for (int i = 0; i < 500; i++) {
                String word = Texts.word(random);
                index.put(i, i, Texts.plain(word));
                sums.merge(word, (double) i, Double::sum);
                if (i % 50 == 0) {
                    index.view().close();
                }
            }
            List<String> expected =
                    sums.keySet().stream()
                            .filter(word -> word.startsWith("b"))
                            .sorted(
                                    java.util.Comparator.comparingDouble(
                                                    (String word) -> -sums.get(word))
                                            .thenComparing(java.util.Comparator.naturalOrder()))
                            .limit(5)
                            .toList();
            assertEquals(expected, complete(index, Unit.WORD, "b"));
        }
    }
}
