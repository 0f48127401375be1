package io.tidaldb.text;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

import java.io.IOException;

/** Cuts a text into words. */
final class Words {
    private Words() {}

    /** Is given one word after another. */
    @FunctionalInterface
    interface Visitor {
        /**
         * @param term the word after analysis; valid during the call
         * @param place counted from 0; words that the analyzer left out are counted
         * @param start the place of its first character in the text
         * @param end behind its last
         * @return whether to go on
         */
        boolean word(CharSequence term, int place, int start, int end);
    }

    static void each(Analyzer analyzer, String text, Visitor visitor) {
        // Analyzers here treat all fields alike.
        try (TokenStream words = analyzer.tokenStream("", text)) {
            CharTermAttribute term = words.addAttribute(CharTermAttribute.class);
            PositionIncrementAttribute step = words.addAttribute(PositionIncrementAttribute.class);
            OffsetAttribute offset = words.addAttribute(OffsetAttribute.class);
            words.reset();
            int place = -1;
            boolean more = true;
            while (more && words.incrementToken()) {
                place += step.getPositionIncrement();
                more = visitor.word(term, place, offset.startOffset(), offset.endOffset());
            }
            words.end();
        } catch (IOException e) {
            throw Failures.of("Cutting a text into words", e);
        }
    }
}
