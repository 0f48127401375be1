/**
 * From SQL text to syntax trees and back: {@link io.tidaldb.sql.parse.TidalParser} reads
 * statements, {@link io.tidaldb.sql.parse.SqlText} writes them. The grammar is Calcite's with our
 * clauses added (src/main/codegen), and syntax errors leave here as sentences with a position.
 * Nothing is resolved against a catalog here.
 */
package io.tidaldb.sql.parse;
