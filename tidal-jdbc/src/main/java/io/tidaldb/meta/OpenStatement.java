package io.tidaldb.meta;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.session.Cancellation;
import io.tidaldb.session.Rows;
import io.tidaldb.session.Statement;

import org.apache.calcite.avatica.Meta;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One statement of a connection: what is prepared, and the result that is being read. Used under
 * the connection's lock, but for {@link #cancel()}.
 */
final class OpenStatement {
    /** Rows of a frame when the client leaves it to us. */
    private static final int DEFAULT_FRAME_ROWS = 1_000;

    private final int frameRows;
    private Statement prepared;
    private Meta.Signature signature;
    private Rows rows;
    private List<String> warnings = List.of();
    private long position;
    private long remaining;
    private boolean executed;
    private volatile Cancellation running;

    OpenStatement(int frameRows) {
        this.frameRows = frameRows;
    }

    void prepare(Statement statement) {
        closeResult();
        executed = false;
        warnings = List.of();
        prepared = statement;
        signature =
                new Meta.Signature(
                        TypeDescriptions.columns(statement.columns()),
                        statement.sql(),
                        TypeDescriptions.parameters(statement.parameters()),
                        Map.of(),
                        Meta.CursorFactory.ARRAY,
                        statementType(statement.kind()));
    }

    private static Meta.StatementType statementType(Statement.Kind kind) {
        return switch (kind) {
            case QUERY -> Meta.StatementType.SELECT;
            case MODIFICATION -> Meta.StatementType.IS_DML;
            case DEFINITION -> Meta.StatementType.OTHER_DDL;
        };
    }

    boolean isPrepared() {
        return prepared != null;
    }

    Statement statement() {
        return prepared;
    }

    Meta.Signature signature() {
        return signature;
    }

    /** Runs a query; its rows are read with {@link #frame}. */
    void query(List<?> parameters, long maxRows) {
        closeResult();
        warnings = List.of();
        remaining = maxRows < 0 ? Long.MAX_VALUE : maxRows;
        position = 0;
        Cancellation cancellation = new Cancellation();
        running = cancellation;
        try {
            rows = prepared.query(parameters, cancellation);
            executed = true;
        } finally {
            if (rows == null) {
                running = null;
            }
        }
    }

    long update(List<?> parameters) {
        closeResult();
        warnings = List.of();
        executed = false;
        Cancellation cancellation = new Cancellation();
        running = cancellation;
        try {
            return prepared.update(parameters, cancellation);
        } finally {
            running = null;
        }
    }

    long[] updateBatch(List<? extends List<?>> batch) {
        closeResult();
        warnings = List.of();
        executed = false;
        Cancellation cancellation = new Cancellation();
        running = cancellation;
        try {
            return prepared.updateBatch(batch, cancellation);
        } finally {
            running = null;
        }
    }

    boolean hasResult() {
        return executed;
    }

    /**
     * The next rows.
     *
     * @param asked how many at most; the frame has fewer at the end or by the limit on frames
     */
    Meta.Frame frame(long offset, int asked) {
        if (offset != position) {
            throw Failures.failure(
                    ErrorCode.INVALID_VALUE,
                    "The result stands at row "
                            + position
                            + " and is read forward only; row "
                            + offset
                            + " was asked for.");
        }
        if (rows == null) {
            return new Meta.Frame(offset, true, List.of());
        }
        int limit =
                asked <= 0 ? Math.min(DEFAULT_FRAME_ROWS, frameRows) : Math.min(asked, frameRows);
        List<Object> frame = new ArrayList<>(Math.min(limit, 64));
        boolean done = false;
        try {
            while (true) {
                if (remaining == 0 || !rows.hasNext()) {
                    done = true;
                    break;
                }
                if (frame.size() == limit) {
                    break;
                }
                frame.add(rows.next());
                remaining--;
            }
        } catch (RuntimeException | StackOverflowError e) {
            closeResult();
            throw e;
        }
        position += frame.size();
        if (done) {
            closeResult();
        }
        return new Meta.Frame(offset, done, frame);
    }

    List<String> warnings() {
        return rows == null ? warnings : rows.warnings();
    }

    /** Frees what the result holds; its warnings stay. */
    void closeResult() {
        Rows open = rows;
        rows = null;
        running = null;
        if (open != null) {
            warnings = List.copyOf(open.warnings());
            open.close();
        }
    }

    void cancel() {
        Cancellation cancellation = running;
        if (cancellation != null) {
            cancellation.cancel();
        }
    }
}
