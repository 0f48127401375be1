package io.tidaldb.sql.execute;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.tidaldb.session.Cancellation;
import io.tidaldb.session.Session;
import io.tidaldb.store.BackupPlaces;
import io.tidaldb.store.Store;
import io.tidaldb.store.StoreOptions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;

/** Statements that differ in the moment of FOR SYSTEM_TIME alone are planned once. */
class SharedPlansTest {
    private Store store;
    private Engine engine;

    @BeforeEach
    void open() {
        store = Store.open(StoreOptions.inMemory());
        engine = new Engine(store);
        Session session = engine.openSession(new BackupPlaces.Anywhere());
        for (String sql :
                List.of(
                        "CREATE ITEM TABLE posts (id BIGINT PRIMARY KEY)",
                        "CREATE SIGNAL likes ON posts DECAY HALF LIFE INTERVAL '1' DAY")) {
            session.prepare(sql).update(List.of(), new Cancellation());
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aMomentIsAValueOfThePlan() {
        for (String sql :
                List.of(
                        "SELECT id FROM posts FOR SYSTEM_TIME AS OF TIMESTAMP '%s'"
                                + " RANK BY DECAY(likes) LIMIT 3",
                        "SELECT p.id FROM posts AS q JOIN posts FOR SYSTEM_TIME AS OF\n"
                                + "  TIMESTAMP  '%s' AS p ON p.id = q.id",
                        "SELECT COUNT(*) FROM likes FOR SYSTEM_TIME AS OF TIMESTAMP '%s'")) {
            PlanCache.Match one = engine.compile(sql.formatted("2020-01-01 00:00:00"));
            PlanCache.Match other = engine.compile(sql.formatted("2021-12-31 23:59:59.5"));
            assertSame(one.statement(), other.statement(), sql);
            assertArrayEquals(moments(1_577_836_800_000L, one), one.literalValues());
            assertArrayEquals(moments(1_640_995_199_500L, other), other.literalValues());
        }
    }

    /** LIMIT 3 is a value, too, where there is one. */
    private static Object[] moments(long moment, PlanCache.Match match) {
        return match.literalValues().length == 1 ? new Object[] {moment} : new Object[] {moment, 3};
    }

    @Test
    void otherExpressionsAreOtherPlans() {
        String sql =
                "SELECT id FROM posts FOR SYSTEM_TIME AS OF CURRENT_TIMESTAMP - INTERVAL '%s' DAY";
        assertNotSame(
                engine.compile(sql.formatted("1")).statement(),
                engine.compile(sql.formatted("2")).statement());
    }
}
