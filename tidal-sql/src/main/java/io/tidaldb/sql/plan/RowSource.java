package io.tidaldb.sql.plan;

import io.tidaldb.sql.runtime.StatementContext;

import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerable;

/** Rows that an operator of ours gives, in Calcite's representation. Shared between executions. */
public interface RowSource {
    Enumerable<Object[]> rows(StatementContext context);

    /** For generated code, which knows the context by its interface only. */
    default Enumerable<Object[]> rows(DataContext context) {
        return rows((StatementContext) context);
    }
}
