package io.tidaldb.meta;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.session.Session;

import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.NoSuchStatementException;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A client's connection: its session and the statements that it opened, whose ids mean nothing to
 * any other connection. A session serves one thread at a time, so requests of one connection wait
 * for each other; only cancelling does not.
 */
final class OpenConnection {
    private final Session session;
    private final ConnectionLimits limits;
    private final Map<Integer, OpenStatement> statements = new ConcurrentHashMap<>();
    private final AtomicInteger nextId = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private boolean readOnly;
    private boolean closed;

    OpenConnection(Session session, ConnectionLimits limits) {
        this.session = session;
        this.limits = limits;
    }

    /** Runs a request when none other runs. */
    <T> T exclusively(Supplier<T> request) {
        lock.lock();
        try {
            if (closed) {
                throw Failures.failure(ErrorCode.CLOSED, "The connection is closed.");
            }
            return request.get();
        } finally {
            lock.unlock();
        }
    }

    Session session() {
        return session;
    }

    boolean isReadOnly() {
        return readOnly;
    }

    void setReadOnly(boolean readOnly) {
        this.readOnly = readOnly;
    }

    int newStatement() {
        if (statements.size() >= limits.statements()) {
            throw Failures.failure(
                    ErrorCode.LIMIT_EXCEEDED,
                    "The connection has "
                            + limits.statements()
                            + " statements open, which is the limit; close some.");
        }
        int id = nextId.getAndIncrement();
        statements.put(id, new OpenStatement(limits.frameRows()));
        return id;
    }

    OpenStatement statement(Meta.StatementHandle h) throws NoSuchStatementException {
        OpenStatement statement = statements.get(h.id);
        if (statement == null) {
            throw new NoSuchStatementException(h);
        }
        return statement;
    }

    void closeStatement(int id) {
        OpenStatement statement = statements.remove(id);
        if (statement != null) {
            statement.closeResult();
        }
    }

    /** Stops what runs, waits for it, and frees everything. */
    void close() {
        statements.values().forEach(OpenStatement::cancel);
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                statements.values().forEach(OpenStatement::closeResult);
                statements.clear();
                session.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
