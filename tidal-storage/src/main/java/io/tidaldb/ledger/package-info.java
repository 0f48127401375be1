/**
 * What signals add up to: decayed values and windowed sums per entity, the items that each user has
 * seen or excluded, and the identities of recent events. All of it is a projection of the log, kept
 * in memory, changed by one writer thread and read by many without locks. Reading the log, checking
 * events and answering queries happen elsewhere.
 */
package io.tidaldb.ledger;
