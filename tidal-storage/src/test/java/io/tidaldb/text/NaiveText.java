package io.tidaldb.text;

import org.apache.lucene.util.SmallFloat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * BM25 as the books have it (Robertson, Zaragoza, 2009), counted anew for each query over lists of
 * words. Only a text's length is what Lucene makes of it, which keeps it in one byte.
 */
final class NaiveText {
    private static final double K1 = 1.2;
    private static final double B = 0.75;

    private final TextIndexDefinition definition;
    private final Map<Integer, List<Text>> rows = new TreeMap<>();

    private record Text(int length, Map<String, Integer> counts) {}

    NaiveText(TextIndexDefinition definition) {
        this.definition = definition;
    }

    void put(int ordinal, String[] texts) {
        List<Text> columns = new ArrayList<>();
        for (String text : texts) {
            List<String> words = text == null ? List.of() : words(text);
            Map<String, Integer> counts = new HashMap<>();
            words.forEach(word -> counts.merge(word, 1, Integer::sum));
            columns.add(new Text(words.size(), counts));
        }
        rows.put(ordinal, columns);
    }

    void remove(int ordinal) {
        rows.remove(ordinal);
    }

    Set<Integer> ordinals() {
        return rows.keySet();
    }

    List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Words.each(
                definition.wordAnalyzer(),
                text,
                (term, place, start, end) -> words.add(term.toString()));
        return words;
    }

    /** Scores of the rows with at least so many of some different words. */
    Map<Integer, Double> scores(Collection<String> words, int least) {
        Map<Integer, Double> scores = new TreeMap<>();
        Map<Integer, Integer> matched = new TreeMap<>();
        for (String word : new HashSet<>(words)) {
            Map<Integer, Double> ofWord = scores(word);
            ofWord.forEach(
                    (ordinal, score) -> {
                        scores.merge(ordinal, score, Double::sum);
                        matched.merge(ordinal, 1, Integer::sum);
                    });
        }
        scores.keySet().removeIf(ordinal -> matched.get(ordinal) < least);
        return scores;
    }

    private Map<Integer, Double> scores(String word) {
        Map<Integer, Double> scores = new TreeMap<>();
        for (int i = 0; i < definition.columns().size(); i++) {
            int column = i;
            double texts = 0;
            double length = 0;
            double having = 0;
            for (List<Text> row : rows.values()) {
                texts += row.get(column).length() == 0 ? 0 : 1;
                length += row.get(column).length();
                having += row.get(column).counts().containsKey(word) ? 1 : 0;
            }
            double rarity = Math.log(1 + (texts - having + 0.5) / (having + 0.5));
            double mean = length / texts;
            double boost = definition.columns().get(column).boost();
            rows.forEach(
                    (ordinal, row) -> {
                        Text text = row.get(column);
                        double count = text.counts().getOrDefault(word, 0);
                        if (count > 0) {
                            double kept =
                                    SmallFloat.byte4ToInt(SmallFloat.intToByte4(text.length()));
                            double score =
                                    boost
                                            * rarity
                                            * count
                                            / (count + K1 * (1 - B + B * kept / mean));
                            scores.merge(ordinal, score, Double::sum);
                        }
                    });
        }
        return scores;
    }
}
