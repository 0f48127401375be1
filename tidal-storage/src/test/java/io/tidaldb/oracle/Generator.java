package io.tidaldb.oracle;

import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.DataType;
import io.tidaldb.schema.IndexDefinition;
import io.tidaldb.schema.RelationshipDefinition;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.TableKind;
import io.tidaldb.store.Feed;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Random write sets on the definitions of {@link Feed} and on others that it makes and drops. Most
 * can be accepted; which of them must be refused, {@link BruteForce} knows. What is drawn depends
 * on the random numbers and on what is there, and on the clock only in that events' times are
 * relative to it.
 */
public final class Generator {

    private static final int MAX_DEFINED = 4;

    /** The tables with rows that others name. */
    private static final List<Integer> ENTITIES = List.of(Feed.AUTHORS, Feed.READERS, Feed.POSTS);

    private final Random random;
    private final KeySpace keys;
    private final boolean defines;
    private final int maxOperations;
    private final EventGenerator events;
    private final IndexGenerator indexGenerator;

    /**
     * @param defines whether sets may change definitions
     * @param maxOperations of a set
     */
    public Generator(Random random, KeySpace keys, boolean defines, int maxOperations) {
        this(random, keys, defines, true, maxOperations);
    }

    /**
     * As above.
     *
     * @param texts whether indexes of texts may be defined
     */
    public Generator(
            Random random, KeySpace keys, boolean defines, boolean texts, int maxOperations) {
        this.random = random;
        this.keys = keys;
        this.defines = defines;
        this.maxOperations = maxOperations;
        this.events = new EventGenerator(random, keys);
        this.indexGenerator = new IndexGenerator(random, texts);
    }

    /**
     * The next write set.
     *
     * @param state what there is
     * @param now what the clock shows
     */
    public List<Operation> next(BruteForce state, long now) {
        if (keys.keys(Feed.POSTS).stream().noneMatch(state.rows(Feed.POSTS)::containsKey)) {
            return beginning(state);
        }
        List<Operation> set = new ArrayList<>();
        if (defines && random.nextInt(10) == 0) {
            set.add(definition(state));
        }
        int operations = random.nextInt(set.isEmpty() ? 1 : 0, maxOperations + 1);
        for (int i = 0; i < operations; i++) {
            set.add(operation(state, now));
        }
        return set;
    }

    /** A row of each key, without which little can be done. */
    private List<Operation> beginning(BruteForce state) {
        List<Operation> set = new ArrayList<>();
        for (int table : ENTITIES) {
            for (Object key : keys.keys(table)) {
                set.add(new Operation.Upsert(table, row(state, table, key)));
            }
        }
        return set;
    }

    private Operation operation(BruteForce state, long now) {
        return switch (random.nextInt(19)) {
            case 0, 1 -> insert(state);
            case 2, 3, 4 -> {
                int table = keyedTable();
                yield new Operation.Upsert(table, row(state, table, anyKey(table)));
            }
            case 5 -> update(state);
            case 6 -> {
                int table = anyTable();
                yield new Operation.Delete(table, presentKey(state, table));
            }
            case 7, 8 ->
                    new Operation.PutEdge(
                            Feed.FOLLOWS,
                            presentKey(state, Feed.READERS),
                            presentKey(state, Feed.AUTHORS),
                            events.weight(),
                            events.time(state, now));
            case 9 ->
                    new Operation.RemoveEdge(
                            Feed.FOLLOWS,
                            presentKey(state, Feed.READERS),
                            presentKey(state, Feed.AUTHORS));
            case 10 -> events.retract(state, anySignal(state));
            default -> events.append(state, anySignal(state), now);
        };
    }

    /** Mostly under a new key; where there is none left, the row that has the key is replaced. */
    private Operation insert(BruteForce state) {
        int table = anyTable();
        if (table == Feed.NOTES) {
            return new Operation.Insert(table, row(state, table, null));
        }
        Object key = anyKey(table);
        for (int i = 0; i < 3 && state.rows(table).containsKey(key); i++) {
            key = anyKey(table);
        }
        List<Object> row = row(state, table, key);
        return state.rows(table).containsKey(key) && random.nextInt(5) > 0
                ? new Operation.Upsert(table, row)
                : new Operation.Insert(table, row);
    }

    private Operation update(BruteForce state) {
        int table = anyTable();
        Object key = presentKey(state, table);
        return switch (table) {
            case Feed.NOTES -> new Operation.Update(table, key, row(state, table, null));
            case Feed.LINES ->
                    new Operation.Update(
                            table,
                            key,
                            row(state, table, random.nextBoolean() ? key : anyKey(table)));
            default -> new Operation.Update(table, key, row(state, table, key));
        };
    }

    private SignalDefinition anySignal(BruteForce state) {
        return pick(List.copyOf(state.schema().signals()));
    }

    private int anyTable() {
        return pick(
                List.of(
                        Feed.POSTS,
                        Feed.POSTS,
                        Feed.AUTHORS,
                        Feed.READERS,
                        Feed.NOTES,
                        Feed.LINES));
    }

    private int keyedTable() {
        return pick(List.of(Feed.POSTS, Feed.POSTS, Feed.AUTHORS, Feed.READERS, Feed.LINES));
    }

    private Object anyKey(int table) {
        if (table == Feed.LINES) {
            return List.of("order " + keys.key(Feed.POSTS, 0), random.nextInt(keys.count()));
        }
        return keys.key(table, random.nextInt(keys.count()));
    }

    /** The key of one of the own rows; rarely, or where there are none, any. */
    private Object presentKey(BruteForce state, int table) {
        List<Object> present = new ArrayList<>();
        if (table == Feed.NOTES || table == Feed.LINES) {
            present.addAll(state.rows(table).keySet());
        } else {
            present.addAll(keys.keys(table));
            present.retainAll(state.rows(table).keySet());
        }
        if (present.isEmpty() || random.nextInt(30) == 0) {
            return table == Feed.NOTES ? List.of("") : anyKey(table);
        }
        return pick(present);
    }

    /** A row with a key; in a keyless table one that differs from all others. */
    private List<Object> row(BruteForce state, int table, Object key) {
        return switch (table) {
            case Feed.AUTHORS -> Arrays.asList(key, maybe("author " + random.nextInt(5)));
            case Feed.READERS -> Arrays.asList(key, maybe(pick(List.of("eu", "us", ""))));
            case Feed.POSTS -> post(state, key);
            case Feed.NOTES -> {
                String text = Long.toHexString(random.nextLong());
                // Now and then one that takes a block of its own.
                yield List.of(random.nextInt(20) == 0 ? text.repeat(1000) : text);
            }
            case Feed.LINES -> {
                List<?> parts = (List<?>) key;
                yield Arrays.asList(parts.get(0), parts.get(1), maybe(random.nextInt(9) / 4.0));
            }
            default -> throw new IllegalArgumentException("table " + table);
        };
    }

    private List<Object> post(BruteForce state, Object key) {
        return Arrays.asList(
                key,
                "title " + random.nextInt(50),
                state.rows(Feed.AUTHORS).isEmpty() ? null : maybe(presentKey(state, Feed.AUTHORS)),
                maybe(random.nextInt(64) / 4f - 3),
                maybe(BigDecimal.valueOf(random.nextInt(10_000), 2)),
                maybe(Feed.T0 + random.nextInt()),
                maybe(List.of("tag", "t" + random.nextInt(3))),
                maybe(new float[] {random.nextFloat(), 1, -1}));
    }

    private Object maybe(Object value) {
        return random.nextInt(5) == 0 ? null : value;
    }

    private Operation definition(BruteForce state) {
        List<String> defined = new ArrayList<>();
        state.schema().tables().stream()
                .filter(table -> table.id() > Feed.LAST)
                .forEach(table -> defined.add(table.name()));
        state.schema().signals().stream()
                .filter(signal -> signal.id() > Feed.LAST || isAlone() && random.nextInt(20) == 0)
                .forEach(signal -> defined.add(signal.name()));
        state.schema().relationships().stream()
                .filter(one -> one.id() > Feed.LAST)
                .forEach(one -> defined.add(one.name()));
        List<IndexDefinition> indexes = List.copyOf(state.schema().indexes());
        if (!indexes.isEmpty() && random.nextInt(8) == 0) {
            return new Operation.DropIndex(pick(indexes).name());
        }
        if (!defined.isEmpty() && (defined.size() >= MAX_DEFINED || random.nextInt(3) == 0)) {
            return new Operation.Drop(pick(defined));
        }
        int id = state.schema().nextId();
        IndexDefinition index = random.nextInt(4) == 0 ? indexGenerator.next(state.schema()) : null;
        if (index != null) {
            return new Operation.CreateIndex(index);
        }
        return switch (random.nextInt(6)) {
            case 0 ->
                    new Operation.CreateTable(
                            new TableDefinition(
                                    id,
                                    "extra" + id,
                                    TableKind.PLAIN,
                                    List.of(
                                            new ColumnDefinition(
                                                    "id",
                                                    DataType.of(DataType.Kind.BIGINT),
                                                    false,
                                                    ColumnDefinition.NO_REFERENCE,
                                                    null)),
                                    List.of(0)));
            case 1 ->
                    new Operation.CreateRelationship(
                            new RelationshipDefinition(
                                    id, "extra" + id, Feed.READERS, Feed.AUTHORS, false));
            default -> new Operation.CreateSignal(events.signal(id));
        };
    }

    /** Whether nobody else writes to the store, to signals that would be gone then. */
    private boolean isAlone() {
        return keys.sharedPosts().isEmpty();
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
