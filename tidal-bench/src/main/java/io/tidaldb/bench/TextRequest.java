package io.tidaldb.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A text query drawn from a title.
 *
 * @param words in lower case; the beginning of one for {@link Form#PREFIX}
 */
record TextRequest(Form form, List<String> words) {
    private static final int PREFIX_LETTERS = 3;

    /** What is asked. */
    enum Form {
        ONE_WORD("one word", 1),
        TWO_WORDS("two words, both required", 2),
        THREE_WORDS("three words, two required", 3),
        PHRASE("phrase of two words", 2),
        PREFIX("beginning of three letters", 1),
        FUZZY("one word, a letter wrong", 1);

        private final String description;
        private final int words;

        Form(String description, int words) {
            this.description = description;
            this.words = words;
        }

        String description() {
            return description;
        }
    }

    /** Requests for words of four letters and more that stand one after the other in titles. */
    static List<TextRequest> draw(List<String[]> posts, Form form, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<TextRequest> requests = new ArrayList<>();
        while (requests.size() < count) {
            String title = posts.get(random.nextInt(posts.size()))[0].toLowerCase(Locale.ROOT);
            List<String> words = List.of(title.split("\\s+"));
            int firsts = words.size() - form.words + 1;
            if (firsts > 0) {
                int first = random.nextInt(firsts);
                List<String> chosen = words.subList(first, first + form.words);
                if (chosen.stream().allMatch(word -> word.matches("[a-z]{4,}"))) {
                    requests.add(new TextRequest(form, changed(form, chosen, random)));
                }
            }
        }
        return requests;
    }

    private static List<String> changed(Form form, List<String> words, SplittableRandom random) {
        String word = words.getFirst();
        return switch (form) {
            case ONE_WORD, TWO_WORDS, THREE_WORDS, PHRASE -> words;
            case PREFIX -> List.of(word.substring(0, PREFIX_LETTERS));
            case FUZZY -> {
                int at = 1 + random.nextInt(word.length() - 1);
                char letter = (char) ('a' + random.nextInt(26));
                yield List.of(word.substring(0, at) + letter + word.substring(at + 1));
            }
        };
    }

    /** As a user types it. */
    String text() {
        String joined = String.join(" ", words);
        return switch (form) {
            case ONE_WORD, TWO_WORDS, THREE_WORDS, FUZZY -> joined;
            case PHRASE -> '"' + joined + '"';
            case PREFIX -> joined + '*';
        };
    }
}
