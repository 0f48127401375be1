package io.tidaldb.sql.plan;

import io.tidaldb.schema.Schema;
import io.tidaldb.sql.relation.EntityRelation;
import java.util.function.Function;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptTable;

/**
 * A program of the ranking engine over a table's columns. It is made again when the table's columns
 * have changed since, as when a string column outgrows its dictionary.
 */
final class Compiled<P> {
    /**
     * A program with the compiler that knows its parameters.
     *
     * @param compiler what made it
     * @param program the program
     */
    record Bound<P>(ScanCompiler compiler, P program) {}

    private final RelOptCluster cluster;
    private final RelOptTable table;
    private final Function<ScanCompiler, P> make;
    private volatile Bound<P> bound;

    Compiled(RelOptCluster cluster, RelOptTable table, Function<ScanCompiler, P> make) {
        this.cluster = cluster;
        this.table = table;
        this.make = make;
        this.bound = compile();
    }

    Bound<P> bind() {
        Bound<P> current = bound;
        if (!current.compiler().isCurrent()) {
            current = compile();
            bound = current;
        }
        return current;
    }

    private Bound<P> compile() {
        Schema schema =
                cluster.getPlanner().getContext().unwrapOrThrow(Schema.class);
        ScanCompiler compiler =
                new ScanCompiler(
                        table.unwrapOrThrow(EntityRelation.class),
                        schema,
                        cluster.getRexBuilder(),
                        table.getRowType());
        return new Bound<>(compiler, make.apply(compiler));
    }
}
