/**
 * How the catalog's types, Calcite's types and the types that callers see correspond, and how a
 * caller's values become the engine's. Nothing here knows tables or statements.
 */
package io.tidaldb.sql.type;
