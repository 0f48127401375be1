package io.tidaldb.text;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;

/** Completes the last word of what was typed, by rows that have the words before it. */
final class WordCompletions {
    private final TextIndexDefinition definition;
    private final Snapshot snapshot;
    private final CompletionQuery query;

    WordCompletions(TextIndexDefinition definition, Snapshot snapshot, CompletionQuery query) {
        this.definition = definition;
        this.snapshot = snapshot;
        this.query = query;
    }

    List<Completion> of(int k, IntPredicate accepted, IntToDoubleFunction weight)
            throws IOException {
        String typed = query.typed();
        // After a blank a new word begins, and it may be any.
        if (typed.length() > CompletionQuery.MAX_TYPED
                || typed.isEmpty()
                || Character.isWhitespace(typed.charAt(typed.length() - 1))) {
            return List.of();
        }
        int[] last = {typed.length(), -1};
        Set<String> before = new LinkedHashSet<>();
        StringBuilder word = new StringBuilder();
        Words.each(
                Analyzers.named(Analyzers.STANDARD),
                typed,
                (term, place, start, end) -> {
                    if (!word.isEmpty()) {
                        before.add(word.toString());
                        word.setLength(0);
                    }
                    word.append(term);
                    last[0] = start;
                    last[1] = end;
                    return true;
                });
        if (last[1] < typed.length() || last[1] - last[0] > CompletionQuery.MAX_WORD) {
            return List.of();
        }
        String kept = typed.substring(0, last[0]);
        String field = DocumentForm.wordField(definition, definition.columns().get(query.column()));
        IntPredicate counting = before.isEmpty() ? accepted : with(before, accepted);
        // All rows that count have the words before, which would be the heaviest for that alone.
        return new Completions(snapshot, field, k + before.size(), counting, weight)
                .of(typed.substring(last[0]).toLowerCase(Locale.ROOT), query.fuzzy()).stream()
                        .filter(found -> !before.contains(found.text()))
                        .limit(k)
                        .map(found -> found.after(kept))
                        .toList();
    }

    /** The accepted rows that have all of some words, wherever they stand. */
    private IntPredicate with(Set<String> words, IntPredicate accepted) {
        TextQuery before =
                TextQuery.parse(
                        String.join(" ", words),
                        definition,
                        new TextQuery.Options(TextQuery.Matching.ALL, query.fuzzy()));
        // Words that the analyzer leaves out ask for nothing.
        if (before.isEmpty()) {
            return accepted;
        }
        TextHits rows = new TextSearch(snapshot, before).all(accepted);
        int size = rows.size() == 0 ? 0 : rows.ordinal(rows.size() - 1) + 1;
        long[] bits = new long[(size + 63) >>> 6];
        for (int i = 0; i < rows.size(); i++) {
            bits[rows.ordinal(i) >>> 6] |= 1L << rows.ordinal(i);
        }
        return ordinal -> ordinal < size && (bits[ordinal >>> 6] >>> ordinal & 1) != 0;
    }
}
