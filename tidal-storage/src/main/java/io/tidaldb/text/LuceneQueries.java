package io.tidaldb.text;

import io.tidaldb.text.TextNode.Group;
import io.tidaldb.text.TextNode.Member;
import io.tidaldb.text.TextNode.Need;
import io.tidaldb.text.TextNode.Phrase;
import io.tidaldb.text.TextNode.Prefix;
import io.tidaldb.text.TextNode.Role;
import io.tidaldb.text.TextNode.Word;
import io.tidaldb.text.TextQuery.Matching;

import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.SynonymQuery;
import org.apache.lucene.search.TermQuery;

import java.util.List;

/**
 * A query as one of Lucene's. A word scores the sum over the columns of its BM25 in the column
 * times the column's boost. (BM25F, one BM25 over all columns as if they were one text, would have
 * to read every match: Lucene has no bounds per block for it, and so cannot pass over what is not
 * among the best.)
 */
final class LuceneQueries {
    static final int FUZZY_PREFIX = 1;

    private static final int MAX_EXPANSIONS = 50;

    /** Below the number at which Lucene refuses a query, 1,024 unless somebody changes it. */
    private static final int MAX_CLAUSES = 1_000;

    private final TextIndexDefinition definition;
    private final Matching matching;
    private final int expansions;

    /**
     * @param matching how many of the words that stand beside another
     */
    LuceneQueries(TextQuery query, Matching matching) {
        definition = query.definition();
        this.matching = matching;
        int columns = definition.columns().size();
        int fuzzy = countFuzzy(query.root()) * columns;
        int exact = TextQuery.MAX_WORDS * columns;
        expansions = fuzzy == 0 ? 1 : Math.clamp((MAX_CLAUSES - exact) / fuzzy, 1, MAX_EXPANSIONS);
    }

    private static int countFuzzy(TextNode node) {
        return switch (node) {
            case Word word -> word.edits() > 0 ? 1 : 0;
            case Phrase ignored -> 0;
            case Prefix ignored -> 0;
            case Group group ->
                    group.members().stream().mapToInt(member -> countFuzzy(member.node())).sum();
        };
    }

    Query query(TextNode node) {
        return switch (node) {
            case Word word -> inColumns(word.column(), in -> word(in, word));
            case Phrase phrase -> inColumns(phrase.column(), in -> phrase(in, phrase));
            case Prefix prefix -> inColumns(prefix.column(), in -> prefix(in, prefix));
            case Group group -> group(group);
        };
    }

    /** What is looked for in a column. */
    @FunctionalInterface
    private interface InColumn {
        Query query(TextIndexDefinition.Column column);
    }

    private Query inColumns(int column, InColumn inColumn) {
        if (column != TextNode.ANY_COLUMN) {
            return boosted(definition.columns().get(column), inColumn);
        }
        if (definition.columns().size() == 1) {
            return boosted(definition.columns().getFirst(), inColumn);
        }
        BooleanQuery.Builder sum = new BooleanQuery.Builder();
        for (TextIndexDefinition.Column each : definition.columns()) {
            sum.add(boosted(each, inColumn), Occur.SHOULD);
        }
        return sum.build();
    }

    private static Query boosted(TextIndexDefinition.Column column, InColumn inColumn) {
        Query query = inColumn.query(column);
        return column.boost() == 1 ? query : new BoostQuery(query, column.boost());
    }

    private Query word(TextIndexDefinition.Column column, Word word) {
        String text = DocumentForm.textField(column);
        Query exact = exact(text, word.terms());
        if (word.edits() == 0) {
            return exact;
        }
        String words = DocumentForm.wordField(definition, column);
        Query near =
                new FuzzyQuery(
                        new Term(words, word.spelt()),
                        word.edits(),
                        FUZZY_PREFIX,
                        expansions,
                        true);
        // The word as it is spelt is near to itself: that counts once.
        return words.equals(text) ? near : new DisjunctionMaxQuery(List.of(exact, near), 0);
    }

    private static Query exact(String field, List<String> terms) {
        if (terms.size() == 1) {
            return new TermQuery(new Term(field, terms.getFirst()));
        }
        SynonymQuery.Builder synonyms = new SynonymQuery.Builder(field);
        terms.forEach(term -> synonyms.addTerm(new Term(field, term)));
        return synonyms.build();
    }

    private static Query phrase(TextIndexDefinition.Column column, Phrase phrase) {
        String field = DocumentForm.textField(column);
        PhraseQuery.Builder words = new PhraseQuery.Builder();
        for (int i = 0; i < phrase.terms().size(); i++) {
            words.add(new Term(field, phrase.terms().get(i)), phrase.places().get(i));
        }
        return words.build();
    }

    private Query prefix(TextIndexDefinition.Column column, Prefix prefix) {
        return new PrefixQuery(
                new Term(DocumentForm.wordField(definition, column), prefix.start()));
    }

    private Query group(Group group) {
        int plain = 0;
        boolean required = false;
        for (Member member : group.members()) {
            plain += member.role() == Role.PLAIN ? 1 : 0;
            required |= member.role() == Role.REQUIRED;
        }
        int enough = required ? 0 : enough(group.need(), plain);
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        for (Member member : group.members()) {
            Query query = query(member.node());
            switch (member.role()) {
                case PLAIN -> all.add(query, enough == plain ? Occur.MUST : Occur.SHOULD);
                case REQUIRED -> all.add(query, Occur.MUST);
                case EXCLUDED -> all.add(query, Occur.MUST_NOT);
            }
        }
        if (enough > 1 && enough < plain) {
            all.setMinimumNumberShouldMatch(enough);
        }
        return all.build();
    }

    private int enough(Need need, int plain) {
        return switch (need) {
            case ALL -> plain;
            case ANY -> 1;
            case ENOUGH ->
                    switch (matching) {
                        case ALL -> plain;
                        case MOST -> plain <= 2 ? plain : Math.max(2, plain / 5);
                        case ANY -> 1;
                    };
        };
    }

    /** Whether a query asks for more words than one where {@link Matching#ANY} would not. */
    static boolean asksForMany(TextNode node) {
        return node instanceof Group group
                && (group.need() == Need.ENOUGH
                                && group.members().stream()
                                                .filter(member -> member.role() == Role.PLAIN)
                                                .count()
                                        > 1
                        || group.members().stream().anyMatch(member -> asksForMany(member.node())));
    }
}
