/**
 * The form of a checkpoint in its family: pages, each with a checksum, under versioned keys, and
 * the manifest that is written last and says which of them count; and of snapshots, files that keep
 * the ledgers' pages of a checkpoint that is superseded. What a page's bytes mean is known to those
 * who capture and restore it, mostly {@code io.tidaldb.ledger}. When a checkpoint is taken and what
 * follows from the log after it is decided in {@code io.tidaldb.store}.
 */
package io.tidaldb.checkpoint;
