/**
 * The log: what happened, in order, in blocks of one commit group each. Here are the records, the
 * blocks' format, and a reader that checks every block it passes. Ids in the log are the external
 * ones of the tables' keys, so that it can be replayed into any state; ordinals never appear.
 */
package io.tidaldb.log;
