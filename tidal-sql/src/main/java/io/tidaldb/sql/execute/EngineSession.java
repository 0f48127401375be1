package io.tidaldb.sql.execute;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.session.RelationDescription;
import io.tidaldb.session.Session;
import io.tidaldb.session.Statement;
import io.tidaldb.store.BackupPlaces;

import java.util.List;

/** A session on an engine. It holds no state but whether it is open. */
final class EngineSession implements Session {
    private final Engine engine;
    private final BackupPlaces backups;
    private volatile boolean closed;

    EngineSession(Engine engine, BackupPlaces backups) {
        this.engine = engine;
        this.backups = backups;
    }

    @Override
    public Statement prepare(String sql) {
        checkOpen();
        return new EngineStatement(this, sql, engine.compile(sql));
    }

    @Override
    public List<RelationDescription> relations() {
        checkOpen();
        return engine.planner().catalog().descriptions();
    }

    Engine engine() {
        checkOpen();
        return engine;
    }

    /** Where it may write and read backups. */
    BackupPlaces backups() {
        return backups;
    }

    private void checkOpen() {
        if (closed) {
            throw new TidalException(ErrorCode.CLOSED, "the session is closed; open another one");
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
