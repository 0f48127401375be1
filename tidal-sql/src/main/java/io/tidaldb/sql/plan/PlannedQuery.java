package io.tidaldb.sql.plan;

import io.tidaldb.session.ColumnDescription;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;

/**
 * A query that is ready to run.
 *
 * @param rows gives its rows
 * @param rowType their types
 * @param columns their columns as callers see them
 * @param explanation the operators, as EXPLAIN PLAN shows them
 */
public record PlannedQuery(
        RowSource rows,
        RelDataType rowType,
        List<ColumnDescription> columns,
        String explanation) {}
