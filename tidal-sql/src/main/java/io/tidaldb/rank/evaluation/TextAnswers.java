package io.tidaldb.rank.evaluation;

import io.tidaldb.rank.expression.Predicate.TextMatches;

import java.util.concurrent.ConcurrentHashMap;

/**
 * What constant text tests of one statement shape answered, kept from one execution to the next.
 */
public final class TextAnswers {
    private static final int MOST_CODES = 1 << 22;

    private final ConcurrentHashMap<TextMatches, CodeTest> tests = new ConcurrentHashMap<>();

    CodeTest of(TextMatches matches, java.util.function.Predicate<String> test) {
        return tests.computeIfAbsent(
                matches, m -> new CodeTest.Remembered(m.column(), test, MOST_CODES));
    }
}
