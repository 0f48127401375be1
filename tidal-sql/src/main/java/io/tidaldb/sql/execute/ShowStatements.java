package io.tidaldb.sql.execute;

import io.tidaldb.schema.Schema;
import io.tidaldb.sql.ast.SqlShow;
import io.tidaldb.sql.ast.SqlShowCreate;
import io.tidaldb.sql.parse.TidalParser;
import io.tidaldb.sql.plan.StatementPlanner;
import io.tidaldb.sql.relation.RelationCatalog;
import io.tidaldb.sql.relation.StoredRelation;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;

import java.util.Optional;

/** SHOW and DESCRIBE, as queries on the catalog's views. */
final class ShowStatements {
    private ShowStatements() {}

    static SqlNode list(SqlShow show) {
        String sql =
                switch (show.kind()) {
                    case TABLE ->
                            "SELECT table_name, table_type FROM information_schema.tables"
                                    + " WHERE table_schema = '"
                                    + RelationCatalog.USER_SCHEMA
                                    + "' AND table_type LIKE '%TABLE'"
                                    + like("table_name", show.pattern());
                    case SIGNAL ->
                            "SELECT * FROM information_schema.signals WHERE TRUE"
                                    + like("signal_name", show.pattern());
                    case RELATIONSHIP ->
                            "SELECT * FROM information_schema.relationships WHERE TRUE"
                                    + like("relationship_name", show.pattern());
                    case RANKING_PROFILE ->
                            "SELECT * FROM information_schema.ranking_profiles WHERE TRUE"
                                    + like("profile_name", show.pattern());
                    case INDEX ->
                            "SELECT * FROM information_schema.indexes WHERE TRUE"
                                    + like("index_name", show.pattern());
                };
        return TidalParser.parseStatement(sql + " ORDER BY 1");
    }

    static SqlNode columns(
            SqlIdentifier table, Optional<String> pattern, StatementPlanner planner) {
        StoredRelation relation = Targets.find(table, planner.catalog());
        return TidalParser.parseStatement(
                "SELECT column_name, data_type, is_nullable FROM information_schema.columns"
                        + " WHERE table_schema = '"
                        + RelationCatalog.USER_SCHEMA
                        + "' AND table_name = "
                        + text(relation.name())
                        + like("column_name", pattern)
                        + " ORDER BY ordinal_position");
    }

    static SqlNode create(SqlShowCreate show, Schema schema) {
        String name = show.name().names.getLast();
        String sql =
                switch (show.kind()) {
                    case TABLE ->
                            schema.table(name).map(t -> CreateText.table(t, schema)).orElse(null);
                    case SIGNAL ->
                            schema.signal(name).map(s -> CreateText.signal(s, schema)).orElse(null);
                    case RELATIONSHIP ->
                            schema.relationship(name)
                                    .map(r -> CreateText.relationship(r, schema))
                                    .orElse(null);
                    case RANKING_PROFILE ->
                            schema.profile(name)
                                    .map(p -> CreateText.profile(p, schema))
                                    .orElse(null);
                    case INDEX ->
                            schema.index(name).map(i -> CreateText.index(i, schema)).orElse(null);
                };
        if (sql == null) {
            throw Names.unknown(show.kind(), show.name(), schema);
        }
        return TidalParser.parseStatement(
                "SELECT CAST(" + text(sql) + " AS VARCHAR) AS statement FROM (VALUES (0))");
    }

    private static String like(String column, Optional<String> pattern) {
        return pattern.map(p -> " AND " + column + " LIKE " + text(p)).orElse("");
    }

    private static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
