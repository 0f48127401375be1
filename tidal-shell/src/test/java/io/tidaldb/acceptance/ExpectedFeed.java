package io.tidaldb.acceptance;

import io.tidaldb.acceptance.RealPosts.Post;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * All posts of a feed from the best down, ties by the smaller key first.
 *
 * @param rows the posts with their scores
 */
record ExpectedFeed(List<Row> rows) {
    record Row(Post post, double score) {}

    static ExpectedFeed of(List<Post> posts, Predicate<Post> filter, ToDoubleFunction<Post> score) {
        return new ExpectedFeed(
                posts.stream()
                        .filter(filter)
                        .map(post -> new Row(post, score.applyAsDouble(post)))
                        .sorted(
                                Comparator.comparingDouble(Row::score)
                                        .reversed()
                                        .thenComparing(row -> row.post().id()))
                        .toList());
    }

    ExpectedFeed first(int limit) {
        return new ExpectedFeed(rows.subList(0, Math.min(limit, rows.size())));
    }

    /** What is left when each creator has at most so many posts, taken from the best down. */
    ExpectedFeed capped(int max) {
        Map<String, Integer> counts = new HashMap<>();
        return new ExpectedFeed(
                rows.stream()
                        .filter(row -> counts.merge(row.post().creator(), 1, Integer::sum) <= max)
                        .toList());
    }

    /** The capped rows, and then the others, until there are enough. */
    ExpectedFeed capped(int max, int limit) {
        List<Row> filled = new ArrayList<>(capped(max).first(limit).rows());
        for (Row row : rows) {
            if (filled.size() < limit && !filled.contains(row)) {
                filled.add(row);
            }
        }
        return new ExpectedFeed(filled);
    }

    List<Long> ids() {
        return rows.stream().map(row -> row.post().id()).toList();
    }

    /**
     * Whether rounding cannot change the order: neighbours have the same score or ones that differ
     * by more than any sum of a few thousand weights is off.
     */
    boolean isSharp() {
        for (int i = 1; i < rows.size(); i++) {
            double above = rows.get(i - 1).score();
            double below = rows.get(i).score();
            if (above != below && above - below < 1e-12 * Math.abs(above)) {
                return false;
            }
        }
        return true;
    }
}
