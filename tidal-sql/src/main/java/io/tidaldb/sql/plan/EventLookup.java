package io.tidaldb.sql.plan;

import io.tidaldb.sql.relation.SignalRelation;
import io.tidaldb.sql.runtime.StatementContext;
import io.tidaldb.store.EventFilter;

import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;

/**
 * The equalities in a condition on events by which most of them are passed over without being
 * decoded into rows. Each is null where the condition has none.
 */
record EventLookup(KeyLookup eventId, KeyLookup target, KeyLookup user) {
    static EventLookup in(RexNode condition, SignalRelation signal, RexBuilder rexBuilder) {
        return new EventLookup(
                KeyLookup.in(condition, SignalRelation.EVENT_ID_COLUMN, rexBuilder),
                KeyLookup.in(condition, SignalRelation.TARGET_COLUMN, rexBuilder),
                signal.hasUser()
                        ? KeyLookup.in(condition, SignalRelation.USER_COLUMN, rexBuilder)
                        : null);
    }

    EventFilter filter(StatementContext context) {
        return new EventFilter(
                (Long) value(eventId, context), value(target, context), value(user, context));
    }

    private static Object value(KeyLookup lookup, StatementContext context) {
        return lookup == null ? null : lookup.value(context);
    }
}
