package io.tidaldb.sql.parse;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Recognises mistyped keywords: one letter wrong, missing or too many, or the right letters in the
 * wrong order. Stricter than the search for nearest names, since most words that are not keywords
 * are meant to be names.
 */
final class Misspelling {
    private static final int SHORTEST_WORD = 3;
    private static final int MAX_GUESSES = 3;

    private Misspelling() {}

    /** {@code ". Did you mean A or B?"}, or an empty string where no keyword comes near. */
    static String guess(String word, List<String> keywords) {
        String wanted = word.toUpperCase(Locale.ROOT);
        if (wanted.length() < SHORTEST_WORD) {
            return "";
        }
        String guesses =
                keywords.stream()
                        .filter(keyword -> keyword.length() > SHORTEST_WORD)
                        .filter(keyword -> isTypo(wanted, keyword))
                        .limit(MAX_GUESSES)
                        .collect(Collectors.joining(" or "));
        return guesses.isEmpty() ? "" : ". Did you mean " + guesses + "?";
    }

    static boolean isTypo(String word, String keyword) {
        return !word.equals(keyword) && (isOneEdit(word, keyword) || isReordered(word, keyword));
    }

    private static boolean isReordered(String a, String b) {
        char[] left = a.toCharArray();
        char[] right = b.toCharArray();
        Arrays.sort(left);
        Arrays.sort(right);
        return Arrays.equals(left, right);
    }

    private static boolean isOneEdit(String a, String b) {
        if (a.length() > b.length()) {
            return isOneEdit(b, a);
        }
        int common = 0;
        while (common < a.length() && a.charAt(common) == b.charAt(common)) {
            common++;
        }
        return a.length() == b.length()
                ? a.substring(common + 1).equals(b.substring(common + 1))
                : a.substring(common).equals(b.substring(common + 1));
    }
}
