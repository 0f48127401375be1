package io.tidaldb.meta;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.session.Cancellation;
import io.tidaldb.session.ColumnDescription;
import io.tidaldb.session.RelationDescription;
import io.tidaldb.session.Rows;
import io.tidaldb.session.Session;
import io.tidaldb.session.Statement;
import io.tidaldb.session.ValueType;

import java.math.BigDecimal;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * A database whose statements say what they do, for testing what lies above the engine:
 *
 * <pre>
 * rows N          N rows of (id, name), with a warning that is known after the last
 * broken N        N rows, then INPUT_OUTPUT
 * types           two rows of every type, the second one of NULLs
 * echo TYPE       a row of one parameter of that type
 * insert          keeps a row of two parameters, (id, name); a null name is refused
 * clear           forgets the rows kept, and says how many
 * kept            the rows kept
 * fail CODE text  that error
 * wait            ends when cancelled
 * crash           an exception that nobody foresaw
 * deep            a stack overflow
 * </pre>
 */
public final class ScriptedDatabase implements SessionSource {
    static final ValueType BIGINT = new ValueType(Types.BIGINT, "BIGINT", 19, 0, null);
    static final ValueType VARCHAR = new ValueType(Types.VARCHAR, "VARCHAR", 0, 0, null);
    static final ValueType REAL = new ValueType(Types.REAL, "REAL", 7, 0, null);
    static final List<ValueType> ALL =
            List.of(
                    new ValueType(Types.BOOLEAN, "BOOLEAN", 0, 0, null),
                    new ValueType(Types.TINYINT, "TINYINT", 0, 0, null),
                    new ValueType(Types.SMALLINT, "SMALLINT", 0, 0, null),
                    new ValueType(Types.INTEGER, "INTEGER", 0, 0, null),
                    BIGINT,
                    new ValueType(Types.DECIMAL, "DECIMAL", 12, 2, null),
                    REAL,
                    new ValueType(Types.DOUBLE, "DOUBLE", 15, 0, null),
                    VARCHAR,
                    new ValueType(Types.DATE, "DATE", 0, 0, null),
                    new ValueType(Types.TIME, "TIME", 0, 0, null),
                    new ValueType(Types.TIMESTAMP, "TIMESTAMP", 3, 0, null),
                    new ValueType(Types.VARBINARY, "VARBINARY", 0, 0, null),
                    new ValueType(Types.ARRAY, "VARCHAR ARRAY", 0, 0, VARCHAR),
                    new ValueType(Types.ARRAY, "REAL ARRAY", 0, 0, REAL));

    /** 2013-08-16 12:34:56.789 UTC. */
    public static final long MOMENT = Instant.parse("2013-08-16T12:34:56.789Z").toEpochMilli();

    private static final Object[] VALUES = {
        true,
        (byte) -7,
        (short) 300,
        70_000,
        9_007_199_254_740_993L,
        new BigDecimal("12345678.90"),
        0.1f,
        0.1,
        "grüß \"Gott\"\n",
        (int) LocalDate.of(2013, 8, 16).toEpochDay(),
        45_296_789,
        MOMENT,
        new byte[] {0, 1, -1},
        Arrays.asList("a", null, "c"),
        List.of(0.1f, -2.5f),
    };

    public final AtomicInteger openSessions = new AtomicInteger();
    public final AtomicInteger openResults = new AtomicInteger();
    public final AtomicInteger prepared = new AtomicInteger();
    private final List<Object[]> kept = Collections.synchronizedList(new ArrayList<>());
    private volatile CountDownLatch waiting = new CountDownLatch(1);

    /** Returns once a {@code wait} statement runs. */
    public void awaitWaiting() throws InterruptedException {
        waiting.await();
        waiting = new CountDownLatch(1);
    }

    @Override
    public Session openSession() {
        openSessions.incrementAndGet();
        return new ScriptedSession();
    }

    private static ColumnDescription column(String name, ValueType type, boolean nullable) {
        return new ColumnDescription(name, type, nullable, "posts");
    }

    private final class ScriptedSession implements Session {
        private boolean closed;

        @Override
        public Statement prepare(String sql) {
            prepared.incrementAndGet();
            return new ScriptedStatement(sql);
        }

        @Override
        public List<RelationDescription> relations() {
            return List.of(
                    new RelationDescription(
                            "tidal",
                            "posts",
                            "ITEM TABLE",
                            List.of(
                                    column("id", BIGINT, false),
                                    column("Title", VARCHAR, false),
                                    column("price", ALL.get(5), true),
                                    column("meaning", ALL.get(14), true)),
                            List.of("id")),
                    new RelationDescription(
                            "tidal",
                            "likes",
                            "SIGNAL",
                            List.of(column("item_id", BIGINT, false)),
                            List.of()),
                    new RelationDescription(
                            "information_schema",
                            "tables",
                            "SYSTEM VIEW",
                            List.of(column("table_name", VARCHAR, false)),
                            List.of()));
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                openSessions.decrementAndGet();
            }
        }
    }

    private final class ScriptedStatement implements Statement {
        private final String sql;
        private final String verb;
        private final String rest;

        ScriptedStatement(String sql) {
            this.sql = sql;
            String[] words = sql.strip().split(" ", 2);
            this.verb = words[0].toLowerCase(Locale.ROOT);
            this.rest = words.length > 1 ? words[1] : "";
            if (verb.equals("fail")) {
                String[] error = rest.split(" ", 2);
                throw new TidalException(ErrorCode.valueOf(error[0]), error[1]);
            }
            if (verb.equals("crash")) {
                throw new IllegalStateException("a bug");
            }
            if (verb.equals("deep")) {
                throw new StackOverflowError();
            }
        }

        @Override
        public String sql() {
            return sql;
        }

        @Override
        public Kind kind() {
            return switch (verb) {
                case "insert", "clear" -> Kind.MODIFICATION;
                case "define" -> Kind.DEFINITION;
                default -> Kind.QUERY;
            };
        }

        @Override
        public List<ColumnDescription> columns() {
            return switch (verb) {
                case "insert", "clear", "define" -> List.of();
                case "types" ->
                        ALL.stream()
                                .map(t -> new ColumnDescription(t.name(), t, true, null))
                                .toList();
                case "echo" -> List.of(new ColumnDescription("echo", type(), true, null));
                default -> List.of(column("id", BIGINT, false), column("name", VARCHAR, true));
            };
        }

        private ValueType type() {
            return ALL.stream().filter(t -> t.name().equals(rest)).findFirst().orElseThrow();
        }

        @Override
        public List<ValueType> parameters() {
            return switch (verb) {
                case "insert" -> List.of(BIGINT, VARCHAR);
                case "echo" -> List.of(type());
                default -> List.of();
            };
        }

        @Override
        public Rows query(List<?> parameters, Cancellation cancellation) {
            return switch (verb) {
                case "rows", "broken" ->
                        new ScriptedRows(
                                IntStream.range(0, Integer.parseInt(rest))
                                        .mapToObj(i -> new Object[] {(long) i, "row " + i})
                                        .iterator(),
                                verb.equals("broken"),
                                cancellation);
                case "types" ->
                        new ScriptedRows(
                                List.of(VALUES.clone(), new Object[VALUES.length]).iterator(),
                                false,
                                cancellation);
                case "echo" ->
                        new ScriptedRows(
                                List.<Object[]>of(
                                                new Object[] {internal(parameters.get(0), type())})
                                        .iterator(),
                                false,
                                cancellation);
                case "kept" -> new ScriptedRows(List.copyOf(kept).iterator(), false, cancellation);
                case "wait" -> {
                    waiting.countDown();
                    while (!cancellation.isCancelled()) {
                        Thread.onSpinWait();
                    }
                    throw new TidalException(ErrorCode.CANCELLED, "The statement was cancelled.");
                }
                default -> throw new TidalException(ErrorCode.SYNTAX_ERROR, "Unknown: " + verb);
            };
        }

        @Override
        public long update(List<?> parameters, Cancellation cancellation) {
            return switch (verb) {
                case "insert" -> updateBatch(List.of(parameters), cancellation)[0];
                case "clear" -> {
                    long count = kept.size();
                    kept.clear();
                    yield count;
                }
                default -> 0;
            };
        }

        @Override
        public long[] updateBatch(List<? extends List<?>> batch, Cancellation cancellation) {
            List<Object[]> rows = new ArrayList<>(batch.size());
            for (List<?> row : batch) {
                if (row.get(1) == null) {
                    throw new TidalException(
                            ErrorCode.NOT_NULL_VIOLATION,
                            "Row " + (rows.size() + 1) + ": name must not be NULL.");
                }
                rows.add(new Object[] {((Number) row.get(0)).longValue(), row.get(1)});
            }
            kept.addAll(rows);
            long[] counts = new long[rows.size()];
            Arrays.fill(counts, 1);
            return counts;
        }
    }

    /** What the engine would make of a parameter. */
    private static Object internal(Object value, ValueType type) {
        return switch (value) {
            case null -> null;
            case Instant moment -> moment.toEpochMilli();
            case LocalDate day ->
                    type.jdbcType() == Types.TIMESTAMP
                            ? day.atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli()
                            : (Object) (int) day.toEpochDay();
            case LocalTime time -> (int) (time.toNanoOfDay() / 1_000_000);
            case float[] vector -> {
                List<Object> list = new ArrayList<>();
                for (float f : vector) {
                    list.add(f);
                }
                yield list;
            }
            case List<?> list when type.element() != null ->
                    new ArrayList<>(list.stream().map(e -> internal(e, type.element())).toList());
            case Number number ->
                    switch (type.jdbcType()) {
                        case Types.REAL -> number.floatValue();
                        case Types.DOUBLE -> number.doubleValue();
                        case Types.BIGINT -> number.longValue();
                        default -> value;
                    };
            default -> value;
        };
    }

    private final class ScriptedRows implements Rows {
        private final Iterator<Object[]> rows;
        private final boolean broken;
        private final Cancellation cancellation;
        private boolean read;
        private boolean closed;

        ScriptedRows(Iterator<Object[]> rows, boolean broken, Cancellation cancellation) {
            this.rows = rows;
            this.broken = broken;
            this.cancellation = cancellation;
            openResults.incrementAndGet();
        }

        @Override
        public boolean hasNext() {
            if (cancellation.isCancelled()) {
                throw new TidalException(ErrorCode.CANCELLED, "The statement was cancelled.");
            }
            boolean more = rows.hasNext();
            read = !more;
            if (!more && broken) {
                throw new TidalException(ErrorCode.INPUT_OUTPUT, "The disk is gone.");
            }
            return more;
        }

        @Override
        public Object[] next() {
            return rows.next();
        }

        @Override
        public List<String> warnings() {
            return read ? List.of("all rows were read", "twice") : List.of();
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                openResults.decrementAndGet();
            }
        }
    }
}
