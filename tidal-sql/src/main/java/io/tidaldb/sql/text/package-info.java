/**
 * Statements as text: the literals in them and the shape that remains without. It knows as much of
 * SQL's lexical rules as that takes, and no grammar.
 */
package io.tidaldb.sql.text;
