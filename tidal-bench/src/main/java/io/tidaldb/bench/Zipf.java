package io.tidaldb.bench;

import java.util.SplittableRandom;

/**
 * Ranks by Zipf's law: rank k is drawn with a probability in proportion to 1 / k^s. By
 * rejection-inversion (Hörmann, Derflinger: "Rejection-inversion to generate variates from monotone
 * discrete distributions", TOMACS 1996), which takes no table.
 */
final class Zipf {
    /** That of the Yahoo! Cloud Serving Benchmark: the first 1 % of a million get two thirds. */
    static final double USUAL_EXPONENT = 0.99;

    private final SplittableRandom random;
    private final int count;
    private final double exponent;
    private final double first;
    private final double last;
    private final double shortcut;

    /**
     * @param exponent s, positive and not 1
     */
    Zipf(long seed, int count, double exponent) {
        this.random = new SplittableRandom(seed);
        this.count = count;
        this.exponent = exponent;
        this.first = integral(1.5) - 1;
        this.last = integral(count + 0.5);
        this.shortcut = 2 - inverse(integral(2.5) - Math.pow(2, -exponent));
    }

    /** From 1 to the count. */
    int next() {
        while (true) {
            double u = last + random.nextDouble() * (first - last);
            double x = inverse(u);
            int k = Math.clamp(Math.round(x), 1, count);
            if (k - x <= shortcut || u >= integral(k + 0.5) - Math.pow(k, -exponent)) {
                return k;
            }
        }
    }

    private double integral(double x) {
        return Math.pow(x, 1 - exponent) / (1 - exponent);
    }

    private double inverse(double y) {
        return Math.pow(y * (1 - exponent), 1 / (1 - exponent));
    }
}
