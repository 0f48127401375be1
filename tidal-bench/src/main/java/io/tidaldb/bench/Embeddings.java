package io.tidaldb.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Vectors of length 1, and others to look for.
 *
 * @param vectors of posts, in the order of their ordinals
 * @param queries that lie near some of them and are none of them
 * @param description where they come from
 */
record Embeddings(float[][] vectors, float[][] queries, String description) {
    static final int DIMENSION = 384;

    private static final int GENERATED = 62_719;
    private static final int CENTRES = 2_000;
    private static final int QUERIES = 300;

    /** The embeddings of the real posts where they are, else generated ones in clusters. */
    static Embeddings findOrGenerate(DataFiles files) throws IOException {
        Path path = files.directory().resolve("embeddings.i8");
        SplittableRandom random = new SplittableRandom(20130820);
        boolean real = Files.isReadable(path);
        float[][] vectors = real ? read(path) : generate(random);
        return new Embeddings(
                vectors,
                queries(random, vectors),
                real
                        ? "62,719 embeddings of real posts"
                        : "GENERATED, since the real posts are absent: 62,719 embeddings");
    }

    private static float[][] read(Path path) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        float[][] vectors = new float[bytes.length / DIMENSION][DIMENSION];
        for (int i = 0; i < vectors.length; i++) {
            for (int j = 0; j < DIMENSION; j++) {
                vectors[i][j] = bytes[i * DIMENSION + j];
            }
            normalise(vectors[i]);
        }
        return vectors;
    }

    private static float[][] generate(SplittableRandom random) {
        float[][] centres = new float[CENTRES][DIMENSION];
        for (float[] centre : centres) {
            move(random, centre, 1);
        }
        float[][] vectors = new float[GENERATED][];
        for (int i = 0; i < GENERATED; i++) {
            vectors[i] = centres[random.nextInt(CENTRES)].clone();
            move(random, vectors[i], 0.6);
            normalise(vectors[i]);
        }
        return vectors;
    }

    /** Between two posts, nearer to one, and a little beside. */
    private static float[][] queries(SplittableRandom random, float[][] vectors) {
        float[][] queries = new float[QUERIES][];
        for (int i = 0; i < QUERIES; i++) {
            float[] query = vectors[random.nextInt(vectors.length)].clone();
            float[] other = vectors[random.nextInt(vectors.length)];
            for (int j = 0; j < DIMENSION; j++) {
                query[j] += 0.25f * other[j];
            }
            move(random, query, 0.01);
            normalise(query);
            queries[i] = query;
        }
        return queries;
    }

    private static void move(SplittableRandom random, float[] vector, double spread) {
        for (int i = 0; i < vector.length; i++) {
            vector[i] += (float) (spread * random.nextGaussian());
        }
    }

    private static void normalise(float[] vector) {
        double squared = 0;
        for (float value : vector) {
            squared += (double) value * value;
        }
        float factor = (float) (1 / Math.sqrt(squared));
        for (int i = 0; i < vector.length; i++) {
            vector[i] *= factor;
        }
    }
}
