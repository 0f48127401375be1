package io.tidaldb.bench;

import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.ConstantScoreScorerSupplier;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Weight;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.FixedBitSet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Lucene's own graph of float vectors, degree 16 and beam 100, in one segment, which document
 * numbers and ordinals are the same in. Vectors of length 1 are compared by dot product, which is
 * Lucene's fastest way to the cosine.
 */
final class LuceneVectors implements AutoCloseable {
    private static final String FIELD = "v";

    private final Path path;
    private final FSDirectory directory;
    private final IndexWriter writer;
    private DirectoryReader reader;
    private IndexSearcher searcher;

    LuceneVectors(Path path) throws IOException {
        this.path = path;
        Codec codec =
                new Lucene104Codec() {
                    @Override
                    public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                        return new Lucene99HnswVectorsFormat(16, 100);
                    }
                };
        directory = FSDirectory.open(path);
        writer =
                new IndexWriter(
                        directory,
                        new IndexWriterConfig()
                                .setCodec(codec)
                                .setRAMBufferSizeMB(1900)
                                .setUseCompoundFile(false)
                                .setMergePolicy(NoMergePolicy.INSTANCE)
                                .setMergeScheduler(new SerialMergeScheduler()));
    }

    /** Builds the graph of all vectors in one thread, as an {@code IndexWriter} does. */
    void build(float[][] vectors) throws IOException {
        for (float[] vector : vectors) {
            add(vector);
        }
        writer.commit();
        reader = DirectoryReader.open(writer);
        if (reader.leaves().size() != 1) {
            throw new IllegalStateException(reader.leaves().size() + " segments");
        }
        searcher = searcher(reader);
    }

    /** Adds one and has a reader see it. */
    int addAndSee(float[] vector) throws IOException {
        add(vector);
        DirectoryReader newer = DirectoryReader.openIfChanged(reader, writer);
        reader.close();
        reader = newer;
        return reader.numDocs();
    }

    private void add(float[] vector) throws IOException {
        Document document = new Document();
        document.add(new KnnFloatVectorField(FIELD, vector, VectorSimilarityFunction.DOT_PRODUCT));
        writer.addDocument(document);
    }

    private static IndexSearcher searcher(DirectoryReader reader) {
        IndexSearcher searcher = new IndexSearcher(reader);
        searcher.setQueryCache(null);
        return searcher;
    }

    /**
     * Finds the nearest.
     *
     * @param filter null for all
     * @param effort how many candidates Lucene keeps, which is how many it returns
     */
    int[] search(float[] query, int k, long[] filter, int effort) throws IOException {
        Query bits = filter == null ? null : new Bits(filter, reader.maxDoc());
        ScoreDoc[] found =
                searcher.search(new KnnFloatVectorQuery(FIELD, query, effort, bits), k).scoreDocs;
        int[] ordinals = new int[found.length];
        for (int i = 0; i < found.length; i++) {
            ordinals[i] = found[i].doc;
        }
        return ordinals;
    }

    long byteSize() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
        writer.close();
        directory.close();
    }

    /** The documents of set bits, which Lucene uses as they are. */
    private static final class Bits extends Query {
        private final long[] words;
        private final int limit;

        Bits(long[] words, int limit) {
            this.words = words;
            this.limit = limit;
        }

        @Override
        public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost) {
            return new ConstantScoreWeight(this, boost) {
                @Override
                public ScorerSupplier scorerSupplier(LeafReaderContext context) {
                    FixedBitSet set = new FixedBitSet(words, limit);
                    return ConstantScoreScorerSupplier.fromIterator(
                            new BitSetIterator(set, set.cardinality()), score(), mode, limit);
                }

                @Override
                public boolean isCacheable(LeafReaderContext context) {
                    return false;
                }
            };
        }

        @Override
        public void visit(QueryVisitor visitor) {
            visitor.visitLeaf(this);
        }

        @Override
        public String toString(String field) {
            return "bits";
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bits bits && Arrays.equals(bits.words, words);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(words);
        }
    }
}
