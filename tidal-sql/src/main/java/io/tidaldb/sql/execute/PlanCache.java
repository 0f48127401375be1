package io.tidaldb.sql.execute;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.tidaldb.schema.Schema;
import io.tidaldb.sql.rewrite.SharedLiterals;
import io.tidaldb.sql.text.Literal;
import io.tidaldb.sql.text.StatementShape;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Plans by the shape of their statements. A plan serves every statement of its shape whose literals
 * equal its own wherever it could not make parameters of them.
 */
final class PlanCache {
    /** How much text the kept statements may have together, in characters. */
    private static final long TOTAL_TEXT = 4L << 20;

    /** The longest text whose plan is kept; longer ones are mostly rows, each sent once. */
    private static final int LONGEST_TEXT = 32 << 10;

    /** How many plans a shape keeps, for different values of the literals that stay in the plan. */
    private static final int PLANS_PER_SHAPE = 8;

    /**
     * A plan and the values of the literals that are its parameters, which follow the statement's
     * own.
     */
    record Match(CompiledStatement statement, Object[] literalValues) {}

    /**
     * A newly made plan.
     *
     * @param slots for each literal of the text its parameter, or null where it stays in the plan
     */
    record Made(CompiledStatement statement, SharedLiterals.Slot[] slots) {}

    private record Entry(Made made, List<Literal> literals) {
        /** The literals' values for another statement of the shape, or null if it does not fit. */
        Object[] valuesFor(List<Literal> others) {
            SharedLiterals.Slot[] slots = made.slots();
            int parameters = 0;
            for (SharedLiterals.Slot slot : slots) {
                parameters += slot == null ? 0 : 1;
            }
            int first = made.statement().parameterTypes().size();
            Object[] values = new Object[parameters];
            for (int i = 0; i < slots.length; i++) {
                if (slots[i] == null) {
                    if (!literals.get(i).value().equals(others.get(i).value())) {
                        return null;
                    }
                } else {
                    Object value = slots[i].value(others.get(i));
                    if (value == null) {
                        return null;
                    }
                    values[slots[i].parameter() - first] = value;
                }
            }
            return values;
        }
    }

    private final Cache<String, List<Entry>> shapes =
            Caffeine.newBuilder().maximumWeight(TOTAL_TEXT).weigher(PlanCache::weight).build();

    private static int weight(String shape, List<Entry> entries) {
        int weight = shape.length();
        for (Entry entry : entries) {
            // A plan has objects for every word of its statement.
            weight += shape.length();
            for (Literal literal : entry.literals()) {
                weight += literal.value().length();
            }
        }
        return weight;
    }

    /** The plan for a statement, made if there is none for the schema as it is now. */
    Match get(String sql, Schema schema, Function<StatementShape, Made> maker) {
        StatementShape shape = StatementShape.of(sql);
        List<Entry> entries = shapes.getIfPresent(shape.text());
        if (entries != null) {
            for (Entry entry : entries) {
                if (entry.made().statement().isCurrent(schema)) {
                    Object[] values = entry.valuesFor(shape.literals());
                    if (values != null) {
                        return new Match(entry.made().statement(), values);
                    }
                }
            }
        }
        Entry made = new Entry(maker.apply(shape), shape.literals());
        if (sql.length() <= LONGEST_TEXT) {
            keep(shape, made, schema);
        }
        return new Match(made.made().statement(), made.valuesFor(shape.literals()));
    }

    private void keep(StatementShape shape, Entry made, Schema schema) {
        shapes.asMap()
                .compute(
                        shape.text(),
                        (text, known) -> with(made, known == null ? List.of() : known, schema));
    }

    /** The newest first; what the schema has outgrown goes. */
    private static List<Entry> with(Entry made, List<Entry> known, Schema schema) {
        List<Entry> entries = new ArrayList<>();
        entries.add(made);
        for (Entry entry : known) {
            if (entries.size() < PLANS_PER_SHAPE && entry.made().statement().isCurrent(schema)) {
                entries.add(entry);
            }
        }
        return List.copyOf(entries);
    }
}
