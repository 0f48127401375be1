package io.tidaldb.shell.demo;

import io.tidaldb.shell.exit.ExitException;
import io.tidaldb.shell.exit.ExitStatus;
import io.tidaldb.shell.format.TextTable;
import io.tidaldb.shell.terminal.StandardStreams;
import io.tidaldb.shell.terminal.Style;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Shows in a minute what the database is for: a feed, some clicks, and the feed they lead to. */
public final class Demo {
    private static final long SEED = 20260314;

    private final Connection connection;
    private final StandardStreams streams;
    private final PrintStream out;
    private final Style style;
    private final Map<String, List<String>> sql = Resource.statements();

    public Demo(Connection connection, StandardStreams streams) {
        this.connection = connection;
        this.streams = streams;
        this.out = streams.out();
        this.style = streams.outStyle();
    }

    /**
     * Runs it in an empty database.
     *
     * @throws ExitException if the database is not empty
     */
    public void run() throws SQLException {
        requireEmpty();
        load();
        title("A feed for reader 42");
        show(sql.get("profile"));
        Feed plain = feed("feed");
        table(plain, null);
        title("The same, with no author twice and no topic more than twice");
        Feed before = feed("diversified");
        table(before, plain);
        title("Now some clicks");
        List<String> clicks = sql.get("clicks").stream().map(before::fill).toList();
        show(clicks);
        for (String click : clicks) {
            execute(click);
        }
        title("The very next query");
        Feed after = Feed.of(connection, sql.get("diversified").getFirst());
        out.printf(Locale.ROOT, "Same statement, %.1f ms:%n%n", after.millis());
        table(after, before);
        explain(before, after);
        out.flush();
    }

    /** Prints what to type next. */
    public void suggest() throws SQLException {
        Feed feed = Feed.of(connection, sql.get("diversified").getFirst());
        title("Your turn");
        out.println("The database is open below. The feed again, or one of these:");
        out.println();
        show(sql.get("diversified"));
        show(sql.get("try").stream().map(feed::fill).toList());
        out.flush();
    }

    private void requireEmpty() throws SQLException {
        try (ResultSet tables = connection.getMetaData().getTables(null, null, null, null)) {
            while (tables.next()) {
                if (!tables.getString("TABLE_TYPE").startsWith("SYSTEM")) {
                    throw new ExitException(
                            ExitStatus.USAGE,
                            "the demo makes its own tables and needs an empty database; this one"
                                    + " has "
                                    + tables.getString("TABLE_NAME")
                                    + ". Give it another --data directory, or none for memory");
                }
            }
        }
    }

    private void load() throws SQLException {
        title("tidalDB: given a person and a moment, what should they see, and in what order?");
        show(sql.get("schema"));
        for (String statement : sql.get("schema")) {
            execute(statement);
        }
        execute(sql.get("profile").getFirst());
        Catalogue catalogue = Catalogue.compose(SEED);
        Engagement engagement = Engagement.simulate(catalogue, SEED);
        long start = System.nanoTime();
        Map<String, Integer> counts = new DemoLoader(connection).load(catalogue, engagement);
        double seconds = (System.nanoTime() - start) / 1e9;
        int rows = counts.values().stream().mapToInt(Integer::intValue).sum();
        out.printf(
                Locale.ROOT,
                "Loaded %,d rows in %.1f s, a month in the life of a small site: %s.%n",
                rows,
                seconds,
                counts.entrySet().stream()
                        .map(e -> String.format(Locale.ROOT, "%,d %s", e.getValue(), e.getKey()))
                        .collect(Collectors.joining(", ")));
        out.flush();
    }

    private Feed feed(String section) throws SQLException {
        String statement = sql.get(section).getFirst();
        // The first run of a statement also plans it; the second is what a service would see.
        Feed.of(connection, statement);
        Feed feed = Feed.of(connection, statement);
        show(List.of(statement));
        out.printf(Locale.ROOT, "%.1f ms:%n%n", feed.millis());
        return feed;
    }

    private void execute(String statement) throws SQLException {
        try (Statement execution = connection.createStatement()) {
            execution.execute(statement);
        }
    }

    private void title(String text) {
        out.println();
        out.println(style.bold(text));
        out.println();
    }

    private void show(List<String> statements) {
        for (String statement : statements) {
            (statement + ";").lines().forEach(line -> out.println(style.cyan("  " + line)));
            out.println();
        }
    }

    private void table(Feed feed, Feed before) {
        List<String> header = new ArrayList<>(List.of("#"));
        if (before != null) {
            header.add("was");
        }
        header.addAll(List.of("id", "title", "creator", "topic", "score"));
        List<String[]> rows = new ArrayList<>();
        for (int i = 0; i < feed.entries().size(); i++) {
            Feed.Entry entry = feed.entries().get(i);
            String move = before == null ? null : move(before.place(entry.id()), i + 1);
            rows.add(row(Integer.toString(i + 1), move, entry));
        }
        if (before != null) {
            for (Feed.Entry entry : before.entries()) {
                if (feed.place(entry.id()) == 0) {
                    rows.add(row("", "gone", entry));
                }
            }
        }
        int last = header.size() - 1;
        TextTable.print(streams, header, Set.of(0, before == null ? 1 : 2, last), rows);
        out.println();
    }

    private static String[] row(String place, String move, Feed.Entry entry) {
        List<String> cells = new ArrayList<>(List.of(place));
        if (move != null) {
            cells.add(move);
        }
        cells.add(Long.toString(entry.id()));
        cells.addAll(List.of(entry.title(), entry.creator(), entry.topic()));
        cells.add(place.isEmpty() ? null : String.format(Locale.ROOT, "%.3f", entry.score()));
        return cells.toArray(String[]::new);
    }

    private String move(int was, int is) {
        if (was == 0) {
            return "new";
        } else if (was == is) {
            return "";
        } else if (was > is) {
            return (streams.unicode() ? "▲" : "up ") + (was - is);
        }
        return (streams.unicode() ? "▼" : "down ") + (is - was);
    }

    /** Says of each click what it did, as the two feeds show it. */
    private void explain(Feed before, Feed after) {
        out.println("Why:");
        gone(before, after, 1, "reader 42 has viewed it, and the statement asks for NOT SEEN");
        gone(before, after, 3, "reader 42 hid it, and hides EXCLUDES");
        gone(before, after, 5, "reader 42 blocked its author, and blocks EXCLUDES");
        moved(before, after, 10, "reader 42 now follows its author, which the profile adds 1 for");
        moved(before, after, 8, "41 readers liked it, and likes are fresh");
        out.println(
                "The rest moved up into the free places, one author and two of a topic at most.");
        out.println();
    }

    private void gone(Feed before, Feed after, int place, String reason) {
        Feed.Entry entry = before.entries().get(place - 1);
        if (after.place(entry.id()) == 0) {
            out.println("  " + entry.id() + " is gone: " + reason + ".");
        }
    }

    private void moved(Feed before, Feed after, int place, String reason) {
        Feed.Entry entry = before.entries().get(place - 1);
        int now = after.place(entry.id());
        if (now != 0) {
            out.println(
                    "  " + entry.id() + " went from " + place + " to " + now + ": " + reason + ".");
        }
    }
}
