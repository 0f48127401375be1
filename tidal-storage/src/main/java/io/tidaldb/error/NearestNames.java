package io.tidaldb.error;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Suggests existing names close to a mistyped one, by Levenshtein distance (V. Levenshtein, 1966)
 * over lower-cased text.
 */
public final class NearestNames {
    private static final int MAX_SUGGESTIONS = 3;

    private NearestNames() {}

    /**
     * A sentence to append to an error, with a leading space: {@code " Did you mean a or b?"}, or,
     * where nothing is close, the existing names, or an empty string when there are none.
     */
    public static String suggest(String name, Collection<String> candidates) {
        String wanted = name.toLowerCase(Locale.ROOT);
        int limit = Math.max(2, wanted.length() / 3);
        List<String> near =
                candidates.stream()
                        .filter(c -> distance(wanted, c.toLowerCase(Locale.ROOT)) <= limit)
                        .sorted(
                                Comparator.<String>comparingInt(
                                                c -> distance(wanted, c.toLowerCase(Locale.ROOT)))
                                        .thenComparing(Comparator.naturalOrder()))
                        .limit(MAX_SUGGESTIONS)
                        .toList();
        if (!near.isEmpty()) {
            return " Did you mean " + String.join(" or ", near) + "?";
        }
        if (candidates.isEmpty() || candidates.size() > 12) {
            return "";
        }
        return " There is " + String.join(", ", candidates.stream().sorted().toList()) + ".";
    }

    static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(substitution, Math.min(previous[j] + 1, current[j - 1] + 1));
            }
            int[] swap = previous;
            previous = current;
            current = swap;
        }
        return previous[b.length()];
    }
}
