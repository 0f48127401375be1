package io.tidaldb.jdbc;

import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.Meta;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLWarning;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** What statements of both kinds do around an execution: time limits, cancelling, warnings. */
final class Execution {
    private static final class Timer {
        static final ScheduledExecutorService THREAD = start();

        private static ScheduledExecutorService start() {
            ScheduledThreadPoolExecutor executor =
                    new ScheduledThreadPoolExecutor(
                            1,
                            task -> {
                                Thread thread = new Thread(task, "tidal-query-timeout");
                                thread.setDaemon(true);
                                return thread;
                            });
            executor.setRemoveOnCancelPolicy(true);
            return executor;
        }
    }

    private final AvaticaStatement statement;
    private boolean mayHaveWarnings;

    Execution(AvaticaStatement statement) {
        this.statement = statement;
    }

    private Meta meta() {
        return ((TidalConnection) statement.connection).meta();
    }

    /** Runs a call under the statement's time limit and translates its failure. */
    <T> T run(Callable<T> call) throws SQLException {
        mayHaveWarnings = true;
        int seconds = statement.getQueryTimeout();
        if (seconds == 0) {
            return SqlErrors.translating(call);
        }
        AtomicBoolean expired = new AtomicBoolean();
        ScheduledFuture<?> limit =
                Timer.THREAD.schedule(
                        () -> {
                            expired.set(true);
                            return cancel();
                        },
                        seconds,
                        TimeUnit.SECONDS);
        try {
            return SqlErrors.translating(call);
        } catch (SQLException e) {
            if (expired.get() && SqlErrors.CANCELLED.equals(e.getSQLState())) {
                throw new SQLTimeoutException(
                        "The statement ran longer than its limit of " + seconds + " s.",
                        e.getSQLState(),
                        e.getErrorCode(),
                        e);
            }
            throw e;
        } finally {
            limit.cancel(false);
        }
    }

    /** Stops what the statement runs, from any thread; does nothing if it runs nothing. */
    Void cancel() throws SQLException {
        return SqlErrors.translating(
                () -> {
                    meta().fetch(statement.handle, ProtocolExtensions.CANCEL, 0);
                    return null;
                });
    }

    /** The last execution's warnings, complete once its rows were all read. */
    SQLWarning warnings() throws SQLException {
        if (!mayHaveWarnings) {
            return null;
        }
        Meta.Frame frame =
                SqlErrors.translating(
                        () -> meta().fetch(statement.handle, ProtocolExtensions.WARNINGS, 0));
        SQLWarning first = null;
        for (Object row : frame.rows) {
            Object text =
                    row instanceof Object[]
                            ? ((Object[]) row)[0]
                            : ((Iterable<?>) row).iterator().next();
            SQLWarning warning = new SQLWarning(String.valueOf(text), "01000");
            if (first == null) {
                first = warning;
            } else {
                first.setNextWarning(warning);
            }
        }
        return first;
    }

    void clearWarnings() {
        mayHaveWarnings = false;
    }
}
