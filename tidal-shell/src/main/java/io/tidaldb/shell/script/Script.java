package io.tidaldb.shell.script;

import io.tidaldb.shell.exit.ExitStatus;
import io.tidaldb.shell.terminal.StandardStreams;

import java.io.IOException;
import java.io.Reader;
import java.sql.SQLException;

/**
 * Runs the statements of a text one after another, without asking anybody.
 *
 * @param runner runs each of them
 * @param streams where errors go
 * @param continueOnError whether statements after a failed one are still run
 */
public record Script(StatementRunner runner, StandardStreams streams, boolean continueOnError) {
    /** Runs them; {@link ExitStatus#FAILED} if any of them failed, or VERIFY found anything. */
    public ExitStatus run(Reader text) throws IOException {
        boolean[] failed = new boolean[1];
        StatementSplitter.forEach(
                text,
                statement -> {
                    try {
                        // What VERIFY finds is no error, and yet nobody must overlook it.
                        failed[0] |= runner.run(statement.sql()).findings() > 0;
                        return true;
                    } catch (SQLException e) {
                        streams.out().flush();
                        ErrorReport.of(e, statement).print(streams.err(), streams.errStyle());
                        failed[0] = true;
                        return continueOnError;
                    }
                });
        return failed[0] ? ExitStatus.FAILED : ExitStatus.OK;
    }
}
