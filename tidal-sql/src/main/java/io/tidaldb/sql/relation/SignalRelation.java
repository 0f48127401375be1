package io.tidaldb.sql.relation;

import io.tidaldb.schema.DataType;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.sql.runtime.StatementContext;
import io.tidaldb.store.EventCursor;
import io.tidaldb.store.Store;

import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;

import java.util.ArrayList;
import java.util.List;

/** A signal as an append-only table of its events. */
public final class SignalRelation extends ScannedRelation {
    private final SignalDefinition definition;
    private final Store store;

    SignalRelation(SignalDefinition definition, Schema schema, Store store) {
        super(
                RelationCatalog.USER_SCHEMA,
                definition.name(),
                "SIGNAL",
                columns(definition, schema),
                List.of());
        this.definition = definition;
        this.store = store;
    }

    private static List<RelationColumn> columns(SignalDefinition signal, Schema schema) {
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

    @Override
    public Enumerable<Object[]> scan(StatementContext context) {
        boolean hasUser = definition.userTable() != SignalDefinition.NO_USER;
        return new AbstractEnumerable<>() {
            @Override
            public Enumerator<Object[]> enumerator() {
                return new Events(store.events(definition.id()), hasUser, context);
            }
        };
    }

    private static final class Events implements Enumerator<Object[]> {
        private final EventCursor cursor;
        private final boolean hasUser;
        private final StatementContext context;

        Events(EventCursor cursor, boolean hasUser, StatementContext context) {
            this.cursor = cursor;
            this.hasUser = hasUser;
            this.context = context;
        }

        @Override
        public Object[] current() {
            Object id = cursor.hasEventId() ? cursor.eventId() : null;
            return hasUser
                    ? new Object[] {
                        id, cursor.target(), cursor.user(), cursor.weight(), cursor.at()
                    }
                    : new Object[] {id, cursor.target(), cursor.weight(), cursor.at()};
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
