package io.tidaldb.sql.plan;

import io.tidaldb.sql.relation.RelationCatalog;

import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.core.TableModify;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.fun.SqlLibrary;
import org.apache.calcite.sql.fun.SqlLibraryOperatorTableFactory;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql2rel.ConvertToChecked;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** Plans the statements of one version of the catalog. Safe for use by several threads. */
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

    /**
     * Plans a query, or the rows of an INSERT in the order of the table's columns with its defaults
     * filled in.
     *
     * @param statement in plain SQL, as the rewriter leaves it
     * @throws io.tidaldb.error.TidalException if it is not valid
     */
    public PlannedQuery plan(SqlNode statement) {
        CalciteCatalogReader reader = catalog.reader();
        try {
            TidalValidator validator = new TidalValidator(OPERATORS, reader);
            SqlNode valid = validator.validate(statement);
            QueryPlanner planner = new QueryPlanner(catalog.schema(), rexBuilder, CONFIG);
            SqlToRelConverter converter =
                    new SqlToRelConverter(
                            (type, sql, schema, path) -> {
                                throw new UnsupportedOperationException("views hold no text");
                            },
                            validator,
                            reader,
                            planner.cluster(),
                            StandardConvertletTable.INSTANCE,
                            CONVERSION);
            RelRoot root = converter.convertQuery(valid, false, true);
            RelNode logical =
                    root.rel instanceof TableModify modify ? modify.getInput() : root.project();
            // Otherwise 2147483647 + 1 would be a negative number, without a word.
            ConvertToChecked checked = new ConvertToChecked(rexBuilder, true);
            QueryPlanner.Program program = planner.plan(logical.accept(checked));
            RelDataType rowType =
                    root.rel instanceof TableModify ? logical.getRowType() : root.validatedRowType;
            return new PlannedQuery(
                    program.rows(),
                    rowType,
                    parameterTypes(valid, validator),
                    program.explanation());
        } catch (CalciteContextException e) {
            throw ValidationErrors.translate(e, catalog);
        } catch (RuntimeException | AssertionError e) {
            throw PlanningErrors.translate(e);
        }
    }

    /** The type that a column's declaration names. */
    public RelDataType typeOf(SqlDataTypeSpec spec) {
        try {
            return spec.deriveType(new TidalValidator(OPERATORS, catalog.reader()));
        } catch (CalciteContextException e) {
            throw ValidationErrors.translate(e, catalog);
        }
    }

    private static Map<Integer, RelDataType> parameterTypes(SqlNode valid, SqlValidator validator) {
        Map<Integer, RelDataType> types = new HashMap<>();
        valid.accept(
                new SqlBasicVisitor<Void>() {
                    @Override
                    public Void visit(SqlDynamicParam parameter) {
                        RelDataType type = validator.getValidatedNodeTypeIfKnown(parameter);
                        if (type != null) {
                            types.putIfAbsent(parameter.getIndex(), type);
                        }
                        return null;
                    }
                });
        return Map.copyOf(types);
    }
}
