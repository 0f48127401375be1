package io.tidaldb.sql.execute;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidaldb.schema.Schema;
import io.tidaldb.session.Session;
import io.tidaldb.sql.plan.StatementPlanner;
import io.tidaldb.sql.relation.RelationCatalog;
import io.tidaldb.sql.type.SqlTypes;
import io.tidaldb.store.Store;
import io.tidaldb.store.StoreOptions;
import org.apache.calcite.adapter.java.JavaTypeFactory;

/** An open store with everything that runs SQL on it. */
public final class Engine implements AutoCloseable {
    /** How many plans are kept. */
    private static final int PLANS = 1_000;

    private final Store store;
    private final JavaTypeFactory typeFactory = SqlTypes.newTypeFactory();
    private final Cache<String, CompiledStatement> plans =
            Caffeine.newBuilder().maximumSize(PLANS).build();
    private volatile StatementPlanner planner;

    private Engine(Store store) {
        this.store = store;
    }

    /**
     * @throws io.tidaldb.error.TidalException if the store cannot be opened
     */
    public static Engine open(StoreOptions options) {
        return new Engine(Store.open(options));
    }

    public Session openSession() {
        return new EngineSession(this);
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

    /** The statement's plan for the schema as it is now, from memory if it was planned before. */
    CompiledStatement compile(String sql) {
        StatementPlanner current = planner();
        CompiledStatement known = plans.getIfPresent(sql);
        if (known != null && known.isCurrent(current.catalog().schema())) {
            return known;
        }
        CompiledStatement compiled = new StatementCompiler(current).compile(sql);
        plans.put(sql, compiled);
        return compiled;
    }

    @Override
    public void close() {
        store.close();
    }
}
