package io.tidaldb.bench;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What one caller asks for; no two are alike.
 *
 * @param weights of shares and views within the hour, of likes, and of freshness
 * @param reader who asks
 * @param topic one of the two topics that the reader wants
 * @param otherTopic the other one
 */
record Request(double[] weights, long reader, String topic, String otherTopic) {
    static final int LIMIT = 20;

    /** The request of a number, the same in every run. */
    static Request of(int number, List<String> topics) {
        SplittableRandom random = new SplittableRandom(number);
        double[] weights = new double[4];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (1 + random.nextInt(99_999)) / 1e5;
        }
        return new Request(
                weights,
                1 + random.nextInt(5_000),
                topics.get(random.nextInt(topics.size())),
                topics.get(random.nextInt(topics.size())));
    }

    /** What is asked; the weights, reader and topics stand where this says. */
    enum Shape {
        ALL_POSTS("top 20 of all posts, 4 terms", "", "LIMIT 20"),
        NOT_SEEN(
                "the same, NOT SEEN by a reader",
                "WHERE NOT SEEN",
                "FOR USER %5$s DIVERSIFY BY creator MAX 2 LIMIT 20"),
        TWO_TOPICS(
                "the same, in 2 topics, 2 posts a creator",
                "WHERE topic IN (%6$s, %7$s) AND NOT SEEN",
                "FOR USER %5$s DIVERSIFY BY creator MAX 2 LIMIT 20");

        final String title;
        private final String template;

        Shape(String title, String where, String tail) {
            this.title = title;
            this.template =
                    "SELECT id, title, RANK_SCORE() AS score FROM posts "
                            + where
                            + " RANK BY "
                            + SCORE
                            + " "
                            + tail;
        }

        /** With parameters: the topics of TWO_TOPICS, the four weights, and the reader. */
        String prepared() {
            return template.formatted("?", "?", "?", "?", "?", "?", "?");
        }
    }

    private static final String SCORE =
            "%1$s * VELOCITY(shares, INTERVAL '1' HOUR) + %2$s * VELOCITY(views, INTERVAL '1' HOUR)"
                    + " + %3$s * DECAY(likes) + %4$s * FRESHNESS(created_at, INTERVAL '2' DAY)";

    /** The statement with everything written out. */
    String literal(Shape shape) {
        return fill(shape.template);
    }

    /** The first shape as plain SQL without RANK. */
    String plain() {
        return fill(
                "SELECT id, title, " + SCORE + " AS score FROM posts ORDER BY score DESC LIMIT 20");
    }

    private String fill(String template) {
        return template.formatted(
                weight(0),
                weight(1),
                weight(2),
                weight(3),
                reader,
                quoted(topic),
                quoted(otherTopic));
    }

    private String weight(int index) {
        return String.format(Locale.ROOT, "%.5f", weights[index]);
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
