/**
 * Diversity of a ranked list: at most so many rows of one group, greedily from the best row down,
 * and what happens when the rules leave too few rows. Scores and filters are not known here.
 */
package io.tidaldb.rank.diversity;
