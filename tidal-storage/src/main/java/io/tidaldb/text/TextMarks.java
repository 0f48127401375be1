package io.tidaldb.text;

import io.tidaldb.text.TextNode.Group;
import io.tidaldb.text.TextNode.Member;
import io.tidaldb.text.TextNode.Phrase;
import io.tidaldb.text.TextNode.Prefix;
import io.tidaldb.text.TextNode.Role;
import io.tidaldb.text.TextNode.Word;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.ByteRunAutomaton;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Where the words of a query are in a text of one column, in the text's order. */
final class TextMarks {
    /** A word of the query that need not be as it is written there. */
    private sealed interface Loose {
        boolean matches(String spelt);
    }

    private record Beginning(String start) implements Loose {
        @Override
        public boolean matches(String spelt) {
            return spelt.startsWith(start);
        }
    }

    private record Misspelt(ByteRunAutomaton near) implements Loose {
        @Override
        public boolean matches(String spelt) {
            BytesRef bytes = new BytesRef(spelt);
            return near.run(bytes.bytes, bytes.offset, bytes.length);
        }
    }

    private final Analyzer analyzer;
    private final int column;
    private final Map<String, Integer> exact = new HashMap<>();
    private final List<Loose> loose = new ArrayList<>();
    private final List<Integer> looseKinds = new ArrayList<>();
    private final List<Phrase> phrases = new ArrayList<>();
    private final List<Integer> phraseKinds = new ArrayList<>();

    /** For each word of a phrase: where it is, and as which of the candidates. */
    private final Map<String, Map<Integer, Integer>> placesOf = new HashMap<>();

    private int kinds;

    /** Words of the text that may be marks; those of a phrase are until it is known to be there. */
    private int count;

    private int[] starts = new int[16];
    private int[] ends = new int[16];
    private int[] kindOf = new int[16];

    TextMarks(TextQuery query, int column) {
        analyzer = query.definition().wordAnalyzer();
        this.column = column;
        if (!query.isEmpty()) {
            add(query.root());
        }
    }

    private void add(TextNode node) {
        switch (node) {
            case Word word -> addWord(word);
            case Phrase phrase -> addPhrase(phrase);
            case Prefix prefix -> {
                if (isHere(prefix.column())) {
                    addLoose(new Beginning(prefix.start()));
                    kinds++;
                }
            }
            case Group group -> {
                for (Member member : group.members()) {
                    if (member.role() != Role.EXCLUDED) {
                        add(member.node());
                    }
                }
            }
        }
    }

    private void addWord(Word word) {
        if (!isHere(word.column())) {
            return;
        }
        word.terms().forEach(term -> exact.putIfAbsent(term, kinds));
        if (word.edits() > 0) {
            addLoose(
                    new Misspelt(
                            FuzzyQuery.getFuzzyAutomaton(
                                            word.spelt(),
                                            word.edits(),
                                            LuceneQueries.FUZZY_PREFIX,
                                            true)
                                    .runAutomaton));
        }
        kinds++;
    }

    private void addPhrase(Phrase phrase) {
        if (isHere(phrase.column())) {
            phrases.add(phrase);
            phraseKinds.add(kinds++);
            phrase.terms().forEach(term -> placesOf.put(term, new HashMap<>()));
        }
    }

    private void addLoose(Loose word) {
        loose.add(word);
        looseKinds.add(kinds);
    }

    private boolean isHere(int scope) {
        return scope == TextNode.ANY_COLUMN || scope == column;
    }

    /** How many different parts of the query there are. */
    int kinds() {
        return kinds;
    }

    /** How many marks the text has. */
    int count() {
        return count;
    }

    int start(int mark) {
        return starts[mark];
    }

    int end(int mark) {
        return ends[mark];
    }

    /** Which part of the query a mark is of. */
    int kind(int mark) {
        return kindOf[mark];
    }

    /** Finds the marks of a text. */
    void find(String text) {
        count = 0;
        if (kinds == 0) {
            return;
        }
        placesOf.values().forEach(Map::clear);
        Words.each(
                analyzer,
                text,
                (term, place, start, end) -> {
                    String word = term.toString();
                    int kind = kind(word, text, start, end);
                    Map<Integer, Integer> places = placesOf.get(word);
                    if (kind >= 0 || places != null) {
                        if (places != null) {
                            places.put(place, count);
                        }
                        append(start, end, kind);
                    }
                    return true;
                });
        for (int i = 0; i < phrases.size(); i++) {
            markPhrase(phrases.get(i), phraseKinds.get(i));
        }
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (kindOf[i] >= 0) {
                starts[kept] = starts[i];
                ends[kept] = ends[i];
                kindOf[kept++] = kindOf[i];
            }
        }
        count = kept;
    }

    private int kind(String term, String text, int start, int end) {
        Integer known = exact.get(term);
        if (known != null) {
            return known;
        }
        if (!loose.isEmpty()) {
            String spelt = text.substring(start, end).toLowerCase(Locale.ROOT);
            for (int i = 0; i < loose.size(); i++) {
                if (loose.get(i).matches(spelt)) {
                    return looseKinds.get(i);
                }
            }
        }
        return -1;
    }

    private void markPhrase(Phrase phrase, int kind) {
        for (int first : placesOf.get(phrase.terms().getFirst()).keySet()) {
            boolean whole = true;
            for (int i = 1; whole && i < phrase.terms().size(); i++) {
                whole =
                        placesOf.get(phrase.terms().get(i))
                                .containsKey(first + phrase.places().get(i));
            }
            if (!whole) {
                continue;
            }
            for (int i = 0; i < phrase.terms().size(); i++) {
                int mark = placesOf.get(phrase.terms().get(i)).get(first + phrase.places().get(i));
                if (kindOf[mark] < 0) {
                    kindOf[mark] = kind;
                }
            }
        }
    }

    private void append(int start, int end, int kind) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
            kindOf = Arrays.copyOf(kindOf, count * 2);
        }
        starts[count] = start;
        ends[count] = end;
        kindOf[count++] = kind;
    }
}
