package io.tidaldb.sql.relation;

import io.tidaldb.schema.DataType;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.sql.runtime.StatementContext;
import io.tidaldb.store.EventCursor;
import io.tidaldb.store.EventFilter;
import io.tidaldb.store.Store;

import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;

import java.util.ArrayList;
import java.util.List;

/** A signal as an append-only table of its events. */
public final class SignalRelation extends ScannedRelation implements TemporalRelation {
    public static final int EVENT_ID_COLUMN = 0;
    public static final int TARGET_COLUMN = 1;

    /** Where there is one. */
    public static final int USER_COLUMN = 2;

    /** The column of log positions that it has when it is the target of a modification. */
    public static final String POSITION_COLUMN = "$position";

    private final SignalDefinition definition;
    private final Store store;
    private final boolean withPosition;

    /**
     * @param withPosition whether a column of log positions follows the other columns
     */
    SignalRelation(SignalDefinition definition, Schema schema, Store store, boolean withPosition) {
        super(
                RelationCatalog.USER_SCHEMA,
                definition.name(),
                "SIGNAL",
                columns(definition, schema, withPosition),
                List.of());
        this.definition = definition;
        this.store = store;
        this.withPosition = withPosition;
    }

    private static List<RelationColumn> columns(
            SignalDefinition signal, Schema schema, boolean withPosition) {
        TableDefinition target = schema.tableById(signal.targetTable()).orElseThrow();
        List<RelationColumn> columns = new ArrayList<>();
        columns.add(RelationColumn.optional("event_id", DataType.of(DataType.Kind.BIGINT)));
        columns.add(RelationColumn.required(targetColumn(target), target.keyColumn().type()));
        if (signal.userTable() != SignalDefinition.NO_USER) {
            TableDefinition users = schema.tableById(signal.userTable()).orElseThrow();
            columns.add(RelationColumn.required("user_id", users.keyColumn().type()));
        }
        columns.add(RelationColumn.optional("weight", DataType.of(DataType.Kind.DOUBLE)));
        columns.add(RelationColumn.optional("at", DataType.of(DataType.Kind.TIMESTAMP)));
        if (withPosition) {
            columns.add(
                    RelationColumn.required(POSITION_COLUMN, DataType.of(DataType.Kind.BIGINT)));
        }
        return columns;
    }

    /** The column that names a row of a table in signals and relationships. */
    static String targetColumn(TableDefinition target) {
        return switch (target.kind()) {
            case ITEM, PLAIN -> "item_id";
            case CREATOR -> "creator_id";
            case USER -> "target_user_id";
        };
    }

    public SignalDefinition definition() {
        return definition;
    }

    public boolean hasUser() {
        return definition.userTable() != SignalDefinition.NO_USER;
    }

    @Override
    public Enumerable<Object[]> scan(StatementContext context) {
        return scan(context, EventFilter.ALL, Long.MAX_VALUE);
    }

    /**
     * Its rows, at least all those whose events a filter lets pass.
     *
     * @param moment as of which it is; {@link Long#MAX_VALUE} for now
     */
    public Enumerable<Object[]> scan(StatementContext context, EventFilter filter, long moment) {
        return new AbstractEnumerable<>() {
            @Override
            public Enumerator<Object[]> enumerator() {
                return new Events(
                        store.events(definition.id(), filter, moment, context::checkCancelled),
                        context);
            }
        };
    }

    private final class Events implements Enumerator<Object[]> {
        private final EventCursor cursor;
        private final StatementContext context;
        private final int width = columns().size();

        Events(EventCursor cursor, StatementContext context) {
            this.cursor = cursor;
            this.context = context;
        }

        @Override
        public Object[] current() {
            Object[] row = new Object[width];
            int column = 0;
            row[column++] = cursor.hasEventId() ? cursor.eventId() : null;
            row[column++] = cursor.target();
            if (hasUser()) {
                row[column++] = cursor.user();
            }
            row[column++] = cursor.weight();
            row[column++] = cursor.at();
            if (withPosition) {
                row[column] = cursor.position();
            }
            return row;
        }

        @Override
        public boolean moveNext() {
            context.checkCancelled();
            return cursor.next();
        }

        @Override
        public void reset() {
            throw new UnsupportedOperationException("events are read once");
        }

        @Override
        public void close() {
            cursor.close();
        }
    }
}
