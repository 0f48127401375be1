package io.tidaldb.sql.execute;

import io.tidaldb.session.Rows;
import io.tidaldb.sql.runtime.CalciteValues;
import io.tidaldb.sql.runtime.StatementContext;

import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;

import java.util.List;
import java.util.NoSuchElementException;

/** The rows of a running query. */
final class QueryRows implements Rows {
    private final Enumerator<Object[]> rows;
    private final StatementContext context;
    private boolean fetched;
    private boolean exhausted;

    QueryRows(Enumerable<Object[]> rows, StatementContext context) {
        this.rows = rows.enumerator();
        this.context = context;
    }

    @Override
    public boolean hasNext() {
        if (!fetched && !exhausted) {
            fetched =
                    Failures.translated(
                            () -> {
                                context.checkCancelled();
                                return rows.moveNext();
                            });
            exhausted = !fetched;
        }
        return fetched;
    }

    @Override
    public Object[] next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        fetched = false;
        // Generated code computes a row's last expressions only here.
        Object[] row = Failures.translated(() -> rows.current().clone());
        for (int i = 0; i < row.length; i++) {
            row[i] = CalciteValues.fromCalcite(row[i]);
        }
        return row;
    }

    @Override
    public List<String> warnings() {
        return context.warnings();
    }

    @Override
    public void close() {
        exhausted = true;
        fetched = false;
        rows.close();
    }
}
