/**
 * What the catalog knows: definitions of tables, signals, relationships and ranking profiles, and
 * {@link io.tidaldb.schema.Schema}, an immutable snapshot of them all. These are plain records that
 * storage, planner and tools share. Data, parsing and persistence live elsewhere.
 */
package io.tidaldb.schema;
