package io.tidaldb.rank;

/**
 * What a scan did.
 *
 * @param blocks blocks in the table
 * @param blocksVisited blocks of which rows were looked at; the rest could not hold a result
 * @param rowsMatched rows of visited blocks that exist, are not excluded and passed the filter (as
 *     far as it is not tested row by row)
 * @param rowsTested rows on which row-by-row tests ran
 */
public record RankStatistics(int blocks, int blocksVisited, long rowsMatched, long rowsTested) {}
