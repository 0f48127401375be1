package io.tidaldb.store;

import io.tidaldb.file.DurableFiles;
import io.tidaldb.oracle.Operation;
import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.DataType;
import io.tidaldb.schema.DataType.Kind;
import io.tidaldb.schema.RelationshipDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.TableKind;
import io.tidaldb.schema.Window;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The definitions that the tests of a store work on: posts by authors, for readers. */
public final class Feed {
    public static final int AUTHORS = 1;
    public static final int READERS = 2;
    public static final int POSTS = 3;
    public static final int NOTES = 4;
    public static final int LINES = 5;
    public static final int LIKES = 6;
    public static final int VIEWS = 7;
    public static final int HIDES = 8;
    public static final int FOLLOWS = 9;
    public static final int OPENS = 10;

    /** The index of the column of posts that refers to their author. */
    public static final int CREATOR_OF_POST = 2;

    /** The last id that {@link #define} gives. */
    public static final int LAST = OPENS;

    /** 2026-01-01T00:00:00Z. */
    public static final long T0 = 1_767_225_600_000L;

    public static final long HOUR = 3_600_000L;
    public static final long DAY = 24 * HOUR;

    private Feed() {}

    public static ColumnDefinition column(String name, DataType type, boolean nullable) {
        return new ColumnDefinition(name, type, nullable, ColumnDefinition.NO_REFERENCE, null);
    }

    public static Schema define(Schema schema) {
        DataType bigint = DataType.of(Kind.BIGINT);
        DataType varchar = DataType.of(Kind.VARCHAR);
        return schema.with(
                        new TableDefinition(
                                AUTHORS,
                                "authors",
                                TableKind.CREATOR,
                                List.of(column("id", bigint, false), column("name", varchar, true)),
                                List.of(0)))
                .with(
                        new TableDefinition(
                                READERS,
                                "readers",
                                TableKind.USER,
                                List.of(
                                        column("id", DataType.varchar(20), false),
                                        column("region", varchar, true)),
                                List.of(0)))
                .with(
                        new TableDefinition(
                                POSTS,
                                "posts",
                                TableKind.ITEM,
                                List.of(
                                        column("id", bigint, false),
                                        column("title", DataType.varchar(40), false),
                                        new ColumnDefinition(
                                                "creator", bigint, true, AUTHORS, "NULL"),
                                        column("score", DataType.of(Kind.REAL), true),
                                        column("price", DataType.decimal(10, 2), true),
                                        column("created_at", DataType.of(Kind.TIMESTAMP), true),
                                        column("tags", DataType.array(varchar), true),
                                        column("meaning", DataType.vector(3), true)),
                                List.of(0)))
                .with(
                        new TableDefinition(
                                NOTES,
                                "notes",
                                TableKind.PLAIN,
                                List.of(column("text", varchar, true)),
                                List.of()))
                .with(
                        new TableDefinition(
                                LINES,
                                "order_lines",
                                TableKind.PLAIN,
                                List.of(
                                        column("order_id", varchar, false),
                                        column("line", DataType.of(Kind.INTEGER), false),
                                        column("amount", DataType.of(Kind.DOUBLE), true)),
                                List.of(0, 1)))
                .with(
                        new SignalDefinition(
                                LIKES,
                                "likes",
                                POSTS,
                                READERS,
                                List.of(7 * DAY, DAY),
                                Set.of(Window.HOUR, Window.DAY, Window.ALL),
                                "like",
                                false,
                                false))
                .with(
                        new SignalDefinition(
                                VIEWS,
                                "views",
                                POSTS,
                                READERS,
                                List.of(DAY),
                                Set.of(Window.WEEK, Window.ALL),
                                "view",
                                true,
                                false))
                .with(
                        new SignalDefinition(
                                HIDES,
                                "hides",
                                POSTS,
                                READERS,
                                List.of(),
                                Set.of(Window.ALL),
                                null,
                                false,
                                true))
                .with(new RelationshipDefinition(FOLLOWS, "follows", READERS, AUTHORS, false))
                .with(
                        new SignalDefinition(
                                OPENS,
                                "opens",
                                POSTS,
                                READERS,
                                List.of(),
                                Set.of(Window.ALL),
                                null,
                                true,
                                false));
    }

    public static WriteSet definitions() {
        return new WriteSet().changeSchema(Feed::define);
    }

    /** The same as operations, one by one. */
    public static List<Operation> operations() {
        Schema schema = define(Schema.EMPTY);
        Map<Integer, Operation> byId = new TreeMap<>();
        schema.tables().forEach(t -> byId.put(t.id(), new Operation.CreateTable(t)));
        schema.signals().forEach(s -> byId.put(s.id(), new Operation.CreateSignal(s)));
        schema.relationships().forEach(r -> byId.put(r.id(), new Operation.CreateRelationship(r)));
        return List.copyOf(byId.values());
    }

    public static Object[] author(long id) {
        return new Object[] {id, "author " + id};
    }

    public static Object[] reader(String id) {
        return new Object[] {id, id.length() % 2 == 0 ? "eu" : null};
    }

    public static Object[] post(long id, Long creator) {
        return new Object[] {
            id,
            "post " + id,
            creator,
            id / 4f,
            null,
            T0 + id,
            List.of("tag", "t" + id),
            new float[] {id, 1, -1}
        };
    }

    /** Authors 1 to 3, readers "ann" and "bo", posts 1 to 5 by author 1. */
    public static Store withPosts(StoreOptions options) {
        Store store = Store.open(options);
        store.commit(definitions());
        WriteSet rows = new WriteSet();
        for (long id = 1; id <= 3; id++) {
            rows.insert(AUTHORS, author(id));
        }
        rows.insert(READERS, reader("ann")).insert(READERS, reader("bo"));
        for (long id = 1; id <= 5; id++) {
            rows.insert(POSTS, post(id, 1L));
        }
        store.commit(rows);
        return store;
    }

    public static EventBatch events(int signal) {
        return new EventBatch(signal);
    }

    public static void deleteRecursively(Path directory) {
        try {
            DurableFiles.deleteRecursively(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
