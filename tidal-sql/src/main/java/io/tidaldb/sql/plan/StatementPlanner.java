package io.tidaldb.sql.plan;

import io.tidaldb.session.ColumnDescription;
import io.tidaldb.sql.relation.RelationCatalog;
import io.tidaldb.sql.type.SqlTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.plan.Context;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.fun.SqlLibrary;
import org.apache.calcite.sql.fun.SqlLibraryOperatorTableFactory;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;

/** Plans the queries of one version of the catalog. Safe for use by several threads. */
public final class StatementPlanner {
    private static final SqlOperatorTable OPERATORS =
            SqlLibraryOperatorTableFactory.INSTANCE.getOperatorTable(
                    SqlLibrary.STANDARD, SqlLibrary.POSTGRESQL);

    private static final SqlToRelConverter.Config CONVERSION =
            SqlToRelConverter.config()
                    .withExpand(false)
                    .withTrimUnusedFields(false)
                    // A long IN list stays a condition, which a scan can test.
                    .withInSubQueryThreshold(Integer.MAX_VALUE);

    private static final CalciteConnectionConfig CONFIG = config();

    private final RelationCatalog catalog;
    private final RexBuilder rexBuilder;

    public StatementPlanner(RelationCatalog catalog) {
        this.catalog = catalog;
        this.rexBuilder = new RexBuilder(catalog.typeFactory());
    }

    private static CalciteConnectionConfig config() {
        Properties properties = new Properties();
        properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "false");
        return new CalciteConnectionConfigImpl(properties);
    }

    public RelationCatalog catalog() {
        return catalog;
    }

    public RexBuilder rexBuilder() {
        return rexBuilder;
    }

    /** A validated statement in relational algebra, with the types of its parameters. */
    public record Converted(
            RelRoot root, Map<Integer, RelDataType> parameterTypes, QueryPlannerHandle planner) {}

    /** Keeps the planner that a converted statement belongs to. */
    public static final class QueryPlannerHandle {
        private final QueryPlanner planner;

        private QueryPlannerHandle(QueryPlanner planner) {
            this.planner = planner;
        }
    }
}
