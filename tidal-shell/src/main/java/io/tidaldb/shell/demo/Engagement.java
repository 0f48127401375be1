package io.tidaldb.shell.demo;

import io.tidaldb.shell.demo.Catalogue.Post;
import io.tidaldb.shell.demo.Catalogue.Reader;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/**
 * What readers did with a catalogue in thirty days: they come in the evening more than at night,
 * prefer their topics, choose new posts and appealing ones, and like, share or hide some of what
 * they view. The same seed gives the same events.
 *
 * @param events signals in the order of time
 * @param follows edges from readers to authors
 * @param blocks edges from readers to authors
 */
record Engagement(List<Event> events, List<Edge> follows, List<Edge> blocks) {
    static final int EVENTS = 40_000;

    private static final double HOUR = 3_600_000;
    private static final double MEAN_AGE = 60 * HOUR;

    /**
     * @param signal the table's name
     * @param at milliseconds since 1970
     */
    record Event(String signal, long post, long reader, long at) {}

    /**
     * @param at milliseconds since 1970
     */
    record Edge(long reader, String author, long at) {}

    static Engagement simulate(Catalogue catalogue, long seed) {
        return new Simulation(catalogue, new Random(seed)).run();
    }

    private static final class Simulation {
        private final Catalogue catalogue;
        private final Random random;
        private final List<List<Post>> byTopic = new ArrayList<>();
        private final BitSet[] seen = new BitSet[Catalogue.READERS];
        private final BitSet[] followed = new BitSet[Catalogue.READERS];
        private final List<Event> events = new ArrayList<>();
        private final List<Edge> follows = new ArrayList<>();
        private final List<Edge> blocks = new ArrayList<>();

        Simulation(Catalogue catalogue, Random random) {
            this.catalogue = catalogue;
            this.random = random;
            for (int topic = 0; topic < catalogue.topics().size(); topic++) {
                int wanted = topic;
                byTopic.add(catalogue.posts().stream().filter(p -> p.topic() == wanted).toList());
            }
            for (int i = 0; i < Catalogue.READERS; i++) {
                seen[i] = new BitSet();
                followed[i] = new BitSet();
            }
        }

        Engagement run() {
            // About four visits in five leave a view alone; the surplus is cut off at the end.
            long[] times = random.longs(EVENTS, start(), end()).sorted().toArray();
            for (long time : times) {
                if (random.nextDouble() < rhythm(time)) {
                    visit(time);
                }
            }
            // A second pass fills what the quiet hours left out.
            while (events.size() < EVENTS) {
                long time = start() + (long) (random.nextDouble() * (end() - start()));
                if (random.nextDouble() < rhythm(time)) {
                    visit(time);
                }
            }
            events.sort(java.util.Comparator.comparingLong(Event::at));
            List<Event> kept =
                    new ArrayList<>(events.subList(events.size() - EVENTS, events.size()));
            Event last = kept.removeLast();
            kept.add(new Event(last.signal(), last.post(), last.reader(), end()));
            return new Engagement(kept, follows, blocks);
        }

        /** How busy an hour of the day is, at most 1: quiet at four, busiest at eight at night. */
        private static double rhythm(long time) {
            double hour = time % 86_400_000L / HOUR;
            return 0.55 + 0.45 * Math.cos((hour - 20) / 24 * 2 * Math.PI);
        }

        private void visit(long time) {
            // A third of the readers come twice as often as the rest together.
            int r = (int) (Catalogue.READERS * Math.pow(random.nextDouble(), 2));
            int index = (r * 7 + 471) % Catalogue.READERS;
            Reader reader = catalogue.readers().get(index);
            boolean favourite = random.nextDouble() < 0.7;
            int topic =
                    favourite
                            ? reader.favourites()[random.nextInt(reader.favourites().length)]
                            : random.nextInt(byTopic.size());
            Post post = choose(byTopic.get(topic), time);
            if (post == null || seen[index].get((int) post.id())) {
                return;
            }
            seen[index].set((int) post.id());
            event("views", post, reader, time);
            double delight = Math.min(0.5, 0.05 + 0.5 * Math.sqrt(post.appeal()));
            long later = Math.min(end(), time + 5_000 + random.nextInt(90_000));
            if (random.nextDouble() < (favourite ? delight : delight / 3)) {
                event("likes", post, reader, later);
                if (random.nextDouble() < 0.15) {
                    event("shares", post, reader, later);
                }
                if (random.nextDouble() < 0.4 && !followed[index].get(post.author())) {
                    followed[index].set(post.author());
                    follows.add(new Edge(reader.id(), author(post), later));
                }
            } else if (random.nextDouble() < 0.01) {
                event("hides", post, reader, later);
                if (random.nextDouble() < 0.1) {
                    blocks.add(new Edge(reader.id(), author(post), later));
                }
            }
        }

        /** A post that was new when the reader came, the more appealing the likelier; or null. */
        private Post choose(List<Post> posts, long time) {
            for (int attempt = 0; attempt < 20; attempt++) {
                double age = -Math.log(1 - random.nextDouble()) * MEAN_AGE;
                int index = newestBefore(posts, time - (long) age);
                if (index < 0) {
                    continue;
                }
                Post post = posts.get(Math.max(0, index - random.nextInt(3)));
                if (random.nextDouble() < 0.04 + 2 * post.appeal()) {
                    return post;
                }
            }
            return null;
        }

        private static int newestBefore(List<Post> posts, long time) {
            int low = 0;
            int high = posts.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (posts.get(middle).createdAt() <= time) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low - 1;
        }

        private void event(String signal, Post post, Reader reader, long at) {
            events.add(new Event(signal, post.id(), reader.id(), at));
        }

        private String author(Post post) {
            return catalogue.authors().get(post.author()).id();
        }

        private static long end() {
            return Catalogue.END.toEpochMilli();
        }

        private static long start() {
            return end() - Catalogue.DAYS * 86_400_000L;
        }
    }
}
