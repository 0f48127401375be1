package io.tidaldb.text;

import java.text.BreakIterator;
import java.util.Locale;

/**
 * Shows for texts of one column where a query matches: the passage with the most different words of
 * the query, of several the first, from the beginning of its sentence if that fits, cut between
 * words, its matches marked. Where nothing matches it is the beginning of the text.
 *
 * <p>Only the text's first {@value #MAX_TEXT} characters are looked at. Words of a phrase are
 * marked where they form it, excluded words never. For one thread.
 */
public final class Snippets {
    /** Characters of a text that are looked at. */
    public static final int MAX_TEXT = 100_000;

    private static final double REPEATED = 0.1;

    private final TextMarks marks;
    private final SnippetStyle style;

    /**
     * @param column the texts' place in the query's definition
     */
    public Snippets(TextQuery query, int column, SnippetStyle style) {
        marks = new TextMarks(query, column);
        this.style = style;
    }

    /** The snippet of a text, which is one line. */
    public String of(String text) {
        String read = text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
        marks.find(read);
        int best = bestFirst();
        int start = best < 0 ? 0 : start(read, best);
        int end = end(read, start, best < 0 ? start : marks.end(best));
        while (start < end && isBlank(read.charAt(start))) {
            start++;
        }
        StringBuilder snippet = new StringBuilder(style.maxLength() + 64);
        if (start > 0) {
            snippet.append(style.ellipsis());
        }
        appendMarked(snippet, read, start, end);
        if (end < text.length()) {
            snippet.append(style.ellipsis());
        }
        return snippet.toString();
    }

    /** The first mark of the best passage, or -1. */
    private int bestFirst() {
        int[] seen = new int[marks.kinds()];
        int best = -1;
        double bestValue = 0;
        double value = 0;
        int next = 0;
        for (int first = 0; first < marks.count(); first++) {
            while (next < marks.count()
                    && marks.end(next) - marks.start(first) <= style.maxLength()) {
                value += seen[marks.kind(next)]++ == 0 ? 1 : REPEATED;
                next++;
            }
            // Sums of tenths differ in their last bits.
            if (best < 0 || value > bestValue + REPEATED / 2) {
                best = first;
                bestValue = value;
            }
            if (next == first) {
                next++;
            } else {
                value -= --seen[marks.kind(first)] == 0 ? 1 : REPEATED;
            }
        }
        return best;
    }

    private int start(String text, int first) {
        int mark = marks.start(first);
        int last = first;
        while (last + 1 < marks.count() && marks.end(last + 1) - mark <= style.maxLength()) {
            last++;
        }
        int slack = Math.max(0, style.maxLength() - (marks.end(last) - mark));
        int earliest = Math.max(0, mark - slack);
        BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
        String around = text.substring(earliest, mark);
        sentences.setText(around);
        int sentence = earliest + (around.isEmpty() ? 0 : lastStart(sentences, around));
        if (earliest == 0 || sentence > earliest) {
            return sentence;
        }
        // A long sentence: as much before as behind, from the beginning of a word.
        int middle = mark - slack / 2;
        for (int i = middle; i < mark; i++) {
            if (isBlank(text.charAt(i))) {
                return i + 1;
            }
        }
        return mark;
    }

    private static int lastStart(BreakIterator sentences, String around) {
        int last = 0;
        for (int at = sentences.first();
                at != BreakIterator.DONE && at < around.length();
                at = sentences.next()) {
            last = at;
        }
        // Where the sentence ends just before the mark, the mark begins the next.
        return endsSentence(around) ? around.length() : last;
    }

    private static boolean endsSentence(String around) {
        int at = around.length() - 1;
        if (at < 1 || !isBlank(around.charAt(at))) {
            return false;
        }
        while (at > 0 && isBlank(around.charAt(at))) {
            at--;
        }
        return ".!?\u2026\u3002".indexOf(around.charAt(at)) >= 0;
    }

    /** Behind the last word that fits, but not within the passage's first match. */
    private int end(String text, int start, int least) {
        int latest = start + style.maxLength();
        if (latest >= text.length()) {
            return text.length();
        }
        for (int i = latest; i > Math.max(least, start); i--) {
            if (isBlank(text.charAt(i))) {
                return i;
            }
        }
        return Character.isHighSurrogate(text.charAt(latest - 1)) ? latest - 1 : latest;
    }

    private void appendMarked(StringBuilder snippet, String text, int start, int end) {
        int at = start;
        int mark = 0;
        while (mark < marks.count() && marks.start(mark) < end) {
            int from = Math.max(marks.start(mark), at);
            int to = Math.min(marks.end(mark), end);
            // Analyzers without blanks give words that overlap; together they are one mark.
            while (mark + 1 < marks.count() && marks.start(mark + 1) < Math.min(to, end)) {
                mark++;
                to = Math.max(to, Math.min(marks.end(mark), end));
            }
            mark++;
            if (from >= to) {
                continue;
            }
            append(snippet, text, at, from);
            snippet.append(style.before());
            append(snippet, text, from, to);
            snippet.append(style.after());
            at = to;
        }
        append(snippet, text, at, end);
    }

    private void append(StringBuilder snippet, String text, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (isBlank(c)) {
                snippet.append(' ');
            } else if (style.escapesHtml()) {
                switch (c) {
                    case '&' -> snippet.append("&amp;");
                    case '<' -> snippet.append("&lt;");
                    case '>' -> snippet.append("&gt;");
                    case '"' -> snippet.append("&quot;");
                    case '\'' -> snippet.append("&#39;");
                    default -> snippet.append(c);
                }
            } else {
                snippet.append(c);
            }
        }
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isISOControl(c);
    }
}
