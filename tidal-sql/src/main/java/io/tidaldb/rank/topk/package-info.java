/**
 * The best rows by score, exactly: a bounded heap of the k best, a stream of rows in falling order,
 * and the order in which blocks are visited so that most of them never are. What the scores are
 * made of is not known here, nor what is done with the rows.
 */
package io.tidaldb.rank.topk;
