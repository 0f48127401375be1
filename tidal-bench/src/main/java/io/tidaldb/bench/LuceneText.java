package io.tidaldb.bench;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.miscellaneous.PerFieldAnalyzerWrapper;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Lucene used directly: its defaults, an index that is written once, and queries made of its own
 * parts that ask for the same as ours.
 */
final class LuceneText implements AutoCloseable {
    private static final String[] COLUMNS = {"title", "body"};
    private static final int EXPANSIONS = 50;
    private static final int HITS_COUNTED = 1_000;

    private final Directory directory;
    private final float[] boosts;
    private final Analyzer english = new EnglishAnalyzer();
    private DirectoryReader reader;
    private IndexSearcher searcher;

    /**
     * @param boosts of the title and the body
     */
    LuceneText(Path directory, float... boosts) throws IOException {
        this.boosts = boosts;
        this.directory = FSDirectory.open(directory);
    }

    void build(List<String[]> posts) throws IOException {
        Analyzer standard = new StandardAnalyzer();
        Analyzer analyzer =
                new PerFieldAnalyzerWrapper(
                        english, Map.of("title.word", standard, "body.word", standard));
        try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
            for (int i = 0; i < posts.size(); i++) {
                Document document = new Document();
                document.add(new NumericDocValuesField("ordinal", i));
                for (int column = 0; column < COLUMNS.length; column++) {
                    String text = posts.get(i)[column];
                    if (text != null) {
                        String name = COLUMNS[column];
                        document.add(new TextField(name, text, Field.Store.NO));
                        document.add(new TextField(name + ".word", text, Field.Store.NO));
                    }
                }
                writer.addDocument(document);
            }
        }
        reader = DirectoryReader.open(directory);
        searcher = new IndexSearcher(reader);
    }

    TopDocs top(TextRequest request, int k) throws IOException {
        return searcher.search(query(request), new TopScoreDocCollectorManager(k, HITS_COUNTED));
    }

    /** The best that have any of the words. */
    TopDocs topOfAny(String text, int k) throws IOException {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        for (String term : terms(text)) {
            any.add(word(term), Occur.SHOULD);
        }
        return searcher.search(any.build(), new TopScoreDocCollectorManager(k, HITS_COUNTED));
    }

    private Query query(TextRequest request) throws IOException {
        return switch (request.form()) {
            case ONE_WORD, TWO_WORDS, THREE_WORDS -> words(request.words());
            case PHRASE -> {
                List<String> terms = terms(String.join(" ", request.words()));
                yield inColumns(name -> new PhraseQuery(name, terms.toArray(String[]::new)));
            }
            case PREFIX ->
                    inColumns(
                            name ->
                                    new PrefixQuery(
                                            new Term(name + ".word", request.words().getFirst())));
            case FUZZY -> fuzzy(request.words().getFirst());
        };
    }

    private Query words(List<String> words) throws IOException {
        List<String> terms = terms(String.join(" ", words)).stream().distinct().toList();
        if (terms.size() == 1) {
            return word(terms.getFirst());
        }
        int enough = Math.min(terms.size(), Math.max(2, terms.size() / 5));
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        for (String term : terms) {
            all.add(word(term), enough == terms.size() ? Occur.MUST : Occur.SHOULD);
        }
        if (enough < terms.size()) {
            all.setMinimumNumberShouldMatch(enough);
        }
        return all.build();
    }

    private Query word(String term) {
        return inColumns(name -> new TermQuery(new Term(name, term)));
    }

    private Query fuzzy(String word) throws IOException {
        List<String> terms = terms(word);
        if (terms.isEmpty()) {
            return new BooleanQuery.Builder().build();
        }
        int edits = word.length() < 6 ? 1 : 2;
        return inColumns(
                name ->
                        new DisjunctionMaxQuery(
                                List.of(
                                        new TermQuery(new Term(name, terms.getFirst())),
                                        new FuzzyQuery(
                                                new Term(name + ".word", word),
                                                edits,
                                                1,
                                                EXPANSIONS,
                                                true)),
                                0));
    }

    /** What is looked for in a column. */
    @FunctionalInterface
    private interface InColumn {
        Query query(String name);
    }

    private Query inColumns(InColumn inColumn) {
        BooleanQuery.Builder sum = new BooleanQuery.Builder();
        for (int i = 0; i < COLUMNS.length; i++) {
            Query query = inColumn.query(COLUMNS[i]);
            sum.add(boosts[i] == 1 ? query : new BoostQuery(query, boosts[i]), Occur.SHOULD);
        }
        return sum.build();
    }

    private List<String> terms(String text) throws IOException {
        List<String> terms = new ArrayList<>();
        try (TokenStream tokens = english.tokenStream("title", text)) {
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) {
                terms.add(term.toString());
            }
            tokens.end();
        }
        return terms;
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
        directory.close();
    }
}
