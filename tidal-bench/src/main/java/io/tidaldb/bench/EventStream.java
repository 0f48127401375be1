package io.tidaldb.bench;

import java.util.SplittableRandom;

/**
 * Events on the posts of a {@link Catalogue}, whose keys follow Zipf's law and lie scattered among
 * all keys. They are drawn beforehand and come round again after some millions, so that drawing
 * them costs nothing while something is measured. For one thread.
 */
final class EventStream {
    private static final int LENGTH = 1 << 22;

    private final int[] posts = new int[LENGTH];
    private final int[] readers = new int[LENGTH];
    private int next;

    EventStream(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] keys = shuffled(random, Catalogue.POSTS);
        Zipf zipf = new Zipf(random.nextLong(), Catalogue.POSTS, Zipf.USUAL_EXPONENT);
        for (int i = 0; i < LENGTH; i++) {
            posts[i] = keys[zipf.next() - 1];
            readers[i] = 1 + random.nextInt(Catalogue.READERS);
        }
    }

    /** The numbers from 1 to a count in any order. */
    static int[] shuffled(SplittableRandom random, int count) {
        int[] keys = new int[count];
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            keys[i] = keys[j];
            keys[j] = i + 1;
        }
        return keys;
    }

    /** Goes on to the next event. */
    void advance() {
        next = next + 1 & LENGTH - 1;
    }

    long post() {
        return posts[next];
    }

    long reader() {
        return readers[next];
    }
}
