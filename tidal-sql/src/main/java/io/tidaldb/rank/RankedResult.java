package io.tidaldb.rank;

import java.util.List;

/**
 * Rows in their final order.
 *
 * @param ordinals the rows; never twice the same
 * @param scores their scores, of the same length; finite
 */
public record RankedResult(
        int[] ordinals, double[] scores, RankStatistics statistics, List<RankWarning> warnings) {}
