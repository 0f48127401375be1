package io.tidaldb.sql.plan;

import org.apache.calcite.rel.type.RelDataType;

import java.util.Map;

/**
 * A query that is ready to run. It depends on the catalog's version and on no execution.
 *
 * @param rows gives its rows
 * @param rowType their types and names
 * @param parameterTypes the types of the parameters that it uses, by index
 * @param explanation the operators, as EXPLAIN PLAN shows them
 */
public record PlannedQuery(
        RowSource rows,
        RelDataType rowType,
        Map<Integer, RelDataType> parameterTypes,
        String explanation) {}
