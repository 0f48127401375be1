package io.tidaldb.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;

/** A JVM without the module of the Vector API finds the same. */
class WithoutSimdTest {
    /** What the other JVM runs. */
    static final class Searches {
        private Searches() {}

        /** Prints the kernels' class and what searches found. */
        public static void main(String[] args) {
            System.out.print(Kernels.BEST.getClass().getSimpleName() + " " + digest());
        }

        /** A number that depends on all ordinals and scores, to the bit. */
        static long digest() {
            Random random = new Random(41);
            long digest = 0;
            for (Metric metric : Metric.values()) {
                HnswIndex index = new HnswIndex(metric, 50, HnswOptions.of(Runnable::run, 1));
                float[][] vectors = Vectors.gaussian(random, 1500, 50);
                for (int i = 0; i < vectors.length; i++) {
                    index.put(i, vectors[i]);
                }
                for (int i = 0; i < 100; i++) {
                    Nearest nearest = index.search(vectors[i], 10, null, 20);
                    for (int place = 0; place < nearest.size(); place++) {
                        digest = digest * 31 + nearest.ordinal(place);
                        digest = digest * 31 + Float.floatToIntBits(nearest.score(place));
                    }
                }
            }
            return digest;
        }
    }

    @Test
    void the_same_to_the_bit() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Searches.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String printed =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        assertEquals("ScalarKernels " + Searches.digest(), printed);
    }
}
