package io.tidaldb.text;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Definitions and texts that several tests use. */
final class Texts {
    static final TextIndexDefinition POSTS =
            new TextIndexDefinition(
                    List.of(
                            new TextIndexDefinition.Column("title", 2, true),
                            new TextIndexDefinition.Column("body", 1, false)),
                    "english");

    static final TextIndexDefinition PLAIN =
            new TextIndexDefinition(
                    List.of(new TextIndexDefinition.Column("text", 1, true)), "standard");

    private static final String SYLLABLES = "ba be bi bo bu da de di do du ka ke ki ko ku";

    private Texts() {}

    static String[] post(String title, String body) {
        return new String[] {title, body};
    }

    static String[] plain(String text) {
        return new String[] {text};
    }

    /** An index in memory whose rows are the texts, in their order. */
    static TextIndex index(String... texts) {
        TextIndex index = TextIndex.inMemory(PLAIN);
        for (int i = 0; i < texts.length; i++) {
            index.put(i, i, plain(texts[i]));
        }
        return index;
    }

    static TextQuery query(String text) {
        return TextQuery.parse(text, PLAIN, TextQuery.Options.DEFAULT);
    }

    /** The rows that match, ascending. */
    static List<Integer> matches(TextIndex index, TextQuery query) {
        try (TextView view = index.view()) {
            return Arrays.stream(view.search(query).all(null).ordinals()).boxed().toList();
        }
    }

    static List<Integer> matches(TextIndex index, String text) {
        return matches(index, TextQuery.parse(text, index.definition(), TextQuery.Options.DEFAULT));
    }

    /** One of some 225 words, small ones far more often. */
    static String word(SplittableRandom random) {
        String[] syllables = SYLLABLES.split(" ");
        double skew = random.nextDouble() * random.nextDouble();
        int number = (int) (skew * syllables.length * syllables.length);
        return syllables[number / syllables.length] + syllables[number % syllables.length];
    }

    static String words(SplittableRandom random, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> word(random))
                .collect(Collectors.joining(" "));
    }
}
