package io.tidaldb.sql.execute;

import io.tidaldb.schema.Schema;
import io.tidaldb.session.Session;
import io.tidaldb.sql.plan.StatementPlanner;
import io.tidaldb.sql.relation.RelationCatalog;
import io.tidaldb.sql.type.SqlTypes;
import io.tidaldb.store.BackupPlaces;
import io.tidaldb.store.Store;

import org.apache.calcite.adapter.java.JavaTypeFactory;

/** Runs SQL on an open store, which it does not close. */
public final class Engine {
    private final Store store;
    private final JavaTypeFactory typeFactory = SqlTypes.newTypeFactory();
    private final PlanCache plans = new PlanCache();
    private volatile StatementPlanner planner;

    public Engine(Store store) {
        this.store = store;
    }

    /**
     * @param backups where the session may write and read backups
     */
    public Session openSession(BackupPlaces backups) {
        return new EngineSession(this, backups);
    }

    Store store() {
        return store;
    }

    JavaTypeFactory typeFactory() {
        return typeFactory;
    }

    /** Plans statements on the schema as it is now. */
    StatementPlanner planner() {
        Schema schema = store.schema();
        StatementPlanner current = planner;
        if (current == null || current.catalog().schema().version() != schema.version()) {
            current = new StatementPlanner(new RelationCatalog(schema, store, typeFactory));
            planner = current;
        }
        return current;
    }

    /** The statement's plan for the schema as it is now, from memory if its shape is known. */
    PlanCache.Match compile(String sql) {
        StatementPlanner current = planner();
        return plans.get(
                sql,
                current.catalog().schema(),
                shape -> new StatementCompiler(current).compile(sql, shape.literals()));
    }
}
