package io.tidaldb.shell.demo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Authors, readers and posts, composed from word lists. The same seed gives the same catalogue.
 *
 * @param topics their names
 * @param authors by index
 * @param readers by index
 * @param posts in the order of their creation
 */
record Catalogue(
        List<String> topics, List<Author> authors, List<Reader> readers, List<Post> posts) {
    static final int AUTHORS = 200;
    static final int READERS = 500;
    static final int POSTS = 3_000;
    static final int DAYS = 30;

    /** The demo's present; with the clock of the log, everything lives around it. */
    static final Instant END = Instant.parse("2026-03-14T20:30:00Z");

    private static final long SPAN = DAYS * 86_400_000L;

    /**
     * @param id a handle
     * @param topic index of what this author mostly writes about
     * @param standing factor of how appealing this author's posts are, heavy-tailed
     */
    record Author(String id, String name, int topic, double standing) {}

    /**
     * @param id from 1
     * @param favourites indexes of topics, the dearest first
     */
    record Reader(long id, String region, String language, int[] favourites) {}

    /**
     * @param appeal how likely a reader is to choose it, heavy-tailed, in (0, 1]
     * @param createdAt milliseconds since 1970
     */
    record Post(long id, String title, int topic, int author, double appeal, long createdAt) {}

    static Catalogue compose(long seed) {
        Random random = new Random(seed);
        Map<String, List<String>> words = Resource.words();
        List<String> topics =
                words.keySet().stream()
                        .filter(name -> name.startsWith("topic "))
                        .map(name -> name.substring("topic ".length()))
                        .toList();
        List<Author> authors = authors(random, words, topics.size());
        return new Catalogue(
                topics,
                authors,
                readers(random, words, topics.size()),
                posts(random, words, topics, authors));
    }

    private static List<Author> authors(
            Random random, Map<String, List<String>> words, int topics) {
        List<String> names = new ArrayList<>();
        for (String given : words.get("given")) {
            for (String family : words.get("family")) {
                names.add(given + " " + family);
            }
        }
        Collections.shuffle(names, random);
        List<Author> authors = new ArrayList<>();
        for (int i = 0; i < AUTHORS; i++) {
            String name = names.get(i);
            String handle = name.toLowerCase(Locale.ROOT).replace(' ', '_');
            authors.add(new Author(handle, name, i % topics, heavyTailed(random, 0.4, 5)));
        }
        return authors;
    }

    private static List<Reader> readers(
            Random random, Map<String, List<String>> words, int topics) {
        List<Reader> readers = new ArrayList<>();
        for (int i = 1; i <= READERS; i++) {
            int[] favourites = new int[1 + random.nextInt(3)];
            for (int j = 0; j < favourites.length; j++) {
                favourites[j] = random.nextInt(topics);
            }
            readers.add(
                    new Reader(
                            i,
                            any(random, words.get("regions")),
                            any(random, words.get("languages")),
                            favourites));
        }
        return readers;
    }

    private static List<Post> posts(
            Random random,
            Map<String, List<String>> words,
            List<String> topics,
            List<Author> authors) {
        List<List<String>> titles = new ArrayList<>();
        for (String topic : topics) {
            List<String> all = new ArrayList<>();
            for (String title : words.get("titles")) {
                for (String thing : words.get("topic " + topic)) {
                    all.add(capitalised(title.replace("{x}", thing)));
                }
            }
            Collections.shuffle(all, random);
            titles.add(all);
        }
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < POSTS; i++) {
            times.add(END.toEpochMilli() - (long) (random.nextDouble() * SPAN));
        }
        Collections.sort(times);
        List<Post> posts = new ArrayList<>();
        for (int i = 0; i < POSTS; i++) {
            int author = (int) (AUTHORS * Math.pow(random.nextDouble(), 1.7));
            int topic =
                    random.nextDouble() < 0.85
                            ? authors.get(author).topic()
                            : random.nextInt(topics.size());
            List<String> left = titles.get(topic);
            if (left.isEmpty()) {
                topic = fullest(titles);
                left = titles.get(topic);
            }
            double appeal = heavyTailed(random, 0.01, 1) * authors.get(author).standing();
            posts.add(
                    new Post(
                            1_001 + i,
                            left.removeLast(),
                            topic,
                            author,
                            Math.min(1, appeal),
                            times.get(i)));
        }
        return posts;
    }

    /** Pareto with exponent 1.2: a few are worth very much more than most. */
    private static double heavyTailed(Random random, double least, double most) {
        return Math.min(most, least * Math.pow(1 - random.nextDouble(), -1 / 1.2));
    }

    private static int fullest(List<List<String>> titles) {
        int best = 0;
        for (int i = 1; i < titles.size(); i++) {
            if (titles.get(i).size() > titles.get(best).size()) {
                best = i;
            }
        }
        return best;
    }

    private static String capitalised(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static String any(Random random, List<String> words) {
        return words.get(random.nextInt(words.size()));
    }
}
