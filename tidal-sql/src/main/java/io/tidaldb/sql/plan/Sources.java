package io.tidaldb.sql.plan;

import io.tidaldb.text.TextHits;
import io.tidaldb.vector.Nearest;

/**
 * What a text index and a vector index found.
 *
 * @param matches what matches the text
 * @param nearness what the vector index says of each match, NaN where it has no vector; null where
 *     nobody asks
 * @param nearest what is nearest to the vector
 */
record Sources(TextHits matches, float[] nearness, Nearest nearest) {}
