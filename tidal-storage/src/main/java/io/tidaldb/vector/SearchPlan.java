package io.tidaldb.vector;

/** How a search goes about it, by figures that were measured. */
final class SearchPlan {
    /** How many nodes a walk scores for each candidate that it keeps. */
    private static final int SCORED_PER_CANDIDATE = 25;

    /** How many nodes a scan scores while a walk, which jumps about in memory, scores one. */
    private static final double SCANNED_PER_WALKED = 2;

    /** A walk gives up when it has scored this many times what there is to scan. */
    private static final double PATIENCE = 0.7;

    private SearchPlan() {}

    /** How many of those that are best by approximate scores get an exact one. */
    static int rescored(int wanted, int all) {
        return (int) Math.min(all, wanted + wanted / 2L + 10);
    }

    /**
     * Whether to scan all that pass. Where a share of them passes, a walk has to score so many
     * times more nodes to keep as many candidates.
     */
    static boolean scans(int all, int passing, int width) {
        double walked = (double) SCORED_PER_CANDIDATE * width * all / Math.max(1, passing);
        return passing <= SCANNED_PER_WALKED * Math.min(walked, all);
    }

    /**
     * How many nodes a walk may score. If those that pass are all far away from the query, it would
     * score everything that is nearer.
     */
    static int budget(int passing) {
        return (int) (PATIENCE * passing);
    }
}
