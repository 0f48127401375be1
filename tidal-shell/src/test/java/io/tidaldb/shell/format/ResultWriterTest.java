package io.tidaldb.shell.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.shell.terminal.StandardStreams;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.TimeZone;
import java.util.stream.IntStream;

class ResultWriterTest {
    private static final int[] EVERY_TYPE = {
        Types.BIGINT, Types.VARCHAR, Types.DOUBLE, Types.TIMESTAMP, Types.ARRAY, Types.BOOLEAN
    };
    private static final List<String> LABELS = List.of("id", "title", "score", "at", "tags", "new");

    private static ResultSet everyType() {
        Instant noon = Instant.parse("2013-08-16T12:00:00Z");
        return FakeResult.of(
                LABELS,
                EVERY_TYPE,
                new Object[] {
                    1L,
                    "He said \"no\",\nthen\u001b[2J left",
                    0.1 + 0.2,
                    Timestamp.from(noon),
                    new Object[] {"a", "b\"c"},
                    true
                },
                new Object[] {
                    9007199254740993L, null, 1e-9, Timestamp.from(noon.plusMillis(5)), null, null
                },
                new Object[] {-3L, "", Double.NaN, null, new Object[0], false});
    }

    private static String written(Format format, ResultSet result, int width, boolean unicode)
            throws SQLException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StandardStreams streams =
                new StandardStreams(
                        InputStream.nullInputStream(),
                        new PrintStream(bytes, false, StandardCharsets.UTF_8),
                        System.err,
                        false,
                        width < Integer.MAX_VALUE,
                        false,
                        false,
                        unicode,
                        () -> width);
        format.writer(streams).write(result);
        streams.out().flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void tableAlignsAndEscapes() throws SQLException {
        assertEquals(
                """
                ┌──────────────────┬─────────────────────────────────────┬───────┬─────────────────────────┬──────────┬───────┐
                │               id │ title                               │ score │ at                      │ tags     │ new   │
                ├──────────────────┼─────────────────────────────────────┼───────┼─────────────────────────┼──────────┼───────┤
                │                1 │ He said "no",\\nthen\\x1b[2J left     │   0.3 │ 2013-08-16 12:00:00     │ [a, b"c] │ true  │
                │ 9007199254740993 │ NULL                                │  1e-9 │ 2013-08-16 12:00:00.005 │ NULL     │ NULL  │
                │               -3 │                                     │   NaN │ NULL                    │ []       │ false │
                └──────────────────┴─────────────────────────────────────┴───────┴─────────────────────────┴──────────┴───────┘
                """
                        .replace(
                                "─────────────────────────────────────┬",
                                "─────────────────────────────────┬")
                        .replace(
                                "─────────────────────────────────────┼",
                                "─────────────────────────────────┼")
                        .replace(
                                "─────────────────────────────────────┴",
                                "─────────────────────────────────┴")
                        .replace(
                                "title                               │",
                                "title                           │")
                        .replace("left     │", "left │")
                        .replace(
                                "NULL                                │",
                                "NULL                            │")
                        .replace(
                                "│                                     │",
                                "│                                 │"),
                written(Format.TABLE, everyType(), Integer.MAX_VALUE, true));
    }

    @Test
    void tableFitsTheTerminal() throws SQLException {
        ResultSet wide =
                FakeResult.of(
                        List.of("id", "title"),
                        new int[] {Types.INTEGER, Types.VARCHAR},
                        new Object[] {7, "日本語の長い題名 and much more of it"});
        assertEquals(
                """
                +----+----------------+
                | id | title          |
                +----+----------------+
                |  7 | 日本語の長...  |
                +----+----------------+
                """,
                written(Format.TABLE, wide, 23, false));
    }

    @Test
    void aSingleColumnOfTextKeepsItsLines() throws SQLException {
        ResultSet plan =
                FakeResult.of(
                        List.of("PLAN"),
                        new int[] {Types.VARCHAR},
                        new Object[] {"Sort\n  Scan\u0007\n"},
                        new Object[] {""},
                        new Object[] {null});
        assertEquals(
                """
                +------------+
                | PLAN       |
                +------------+
                | Sort       |
                |   Scan\\x07 |
                |            |
                | NULL       |
                +------------+
                """,
                written(Format.TABLE, plan, Integer.MAX_VALUE, false));
    }

    @Test
    void narrowingIsFairAndEnds() {
        int[] widths = {4, 100, 50, 90};
        TableWriter.narrow(widths, 113);
        assertEquals(113, IntStream.of(widths).sum() + 3 * widths.length + 1);
        assertEquals(4, widths[0]);
        assertTrue(Math.abs(widths[1] - widths[3]) <= 1, Arrays.toString(widths));
        int[] hopeless = {200, 200, 200};
        TableWriter.narrow(hopeless, 10);
        assertEquals(List.of(8, 8, 8), IntStream.of(hopeless).boxed().toList());
    }

    @Test
    void tableStreamsBeyondTheMeasuredRows() throws SQLException {
        Object[][] rows = new Object[2_500][];
        Arrays.setAll(rows, i -> new Object[] {i < 2_400 ? "x" : "longer than measured"});
        String text =
                written(
                        Format.TABLE,
                        FakeResult.of(List.of("a"), new int[] {Types.VARCHAR}, rows),
                        Integer.MAX_VALUE,
                        false);
        assertEquals(2_500 + 4, text.lines().count());
        assertTrue(text.contains("| longer than measured |"));
    }

    @Test
    void csvFollowsRfc4180() throws SQLException {
        assertEquals(
                "id,title,score,at,tags,new\r\n"
                        + "1,\"He said \"\"no\"\",\nthen\u001b[2J left\",0.30000000000000004,"
                        + "2013-08-16 12:00:00,\"[a, b\"\"c]\",true\r\n"
                        + "9007199254740993,,1.0E-9,2013-08-16 12:00:00.005,,\r\n"
                        + "-3,\"\",NaN,,[],false\r\n",
                written(Format.CSV, everyType(), Integer.MAX_VALUE, true));
    }

    @Test
    void csvIsHarmlessOnATerminal() throws SQLException {
        String text = written(Format.CSV, everyType(), 80, true);
        assertTrue(text.contains("\\x1b[2J") && text.indexOf('\u001b') < 0, text);
    }

    @Test
    void jsonKeepsTypesAndNumbers() throws SQLException {
        assertEquals(
                """
                [
                {"id":1,"title":"He said \\"no\\",\\nthen\\u001b[2J left","score":0.30000000000000004,"at":"2013-08-16 12:00:00","tags":["a","b\\"c"],"new":true},
                {"id":9007199254740993,"title":null,"score":1.0E-9,"at":"2013-08-16 12:00:00.005","tags":null,"new":null},
                {"id":-3,"title":"","score":null,"at":null,"tags":[],"new":false}
                ]
                """,
                written(Format.JSON, everyType(), Integer.MAX_VALUE, true));
        assertEquals(
                "[]\n",
                written(
                        Format.JSON,
                        FakeResult.of(List.of("a"), new int[] {Types.INTEGER}),
                        Integer.MAX_VALUE,
                        true));
    }

    @Test
    void jsonNumbersRepeatedLabels() throws SQLException {
        ResultSet twice =
                FakeResult.of(
                        List.of("a", "a", "a_2"),
                        new int[] {Types.INTEGER, Types.INTEGER, Types.INTEGER},
                        new Object[] {1, 2, 3});
        assertEquals(
                "[\n{\"a\":1,\"a_2\":2,\"a_2_2\":3}\n]\n",
                written(Format.JSON, twice, Integer.MAX_VALUE, true));
    }

    @Test
    void jsonEscapesLoneSurrogatesAndKeepsPairs() {
        StringBuilder text = new StringBuilder();
        JsonWriter.string(text, "🎵\ud83c\udfb5\ud83c\udfb5\ud83cx\u2028");
        assertEquals("\"🎵🎵🎵\\ud83cx\\u2028\"", text.toString());
    }

    @Test
    void datesDoNotShiftWithTheTimeZone() throws SQLException {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("America/Los_Angeles"));
        try {
            ResultSet dates =
                    FakeResult.of(
                            List.of("d", "t", "n", "b"),
                            new int[] {Types.DATE, Types.TIME, Types.DECIMAL, Types.VARBINARY},
                            new Object[] {
                                new Date(86_400_000L * 366),
                                new Time(3_600_000),
                                new BigDecimal("1E+3"),
                                new byte[] {1, -1}
                            });
            assertEquals(
                    "d,t,n,b\r\n1971-01-02,01:00:00,1000,01ff\r\n",
                    written(Format.CSV, dates, Integer.MAX_VALUE, true));
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void stopsWhenNobodyReads() {
        PrintStream closed =
                new PrintStream(
                        new OutputStream() {
                            @Override
                            public void write(int b) throws IOException {
                                throw new IOException("Broken pipe");
                            }
                        },
                        false,
                        StandardCharsets.UTF_8);
        ResultSet one = FakeResult.of(List.of("a"), new int[] {Types.INTEGER}, new Object[] {1});
        assertThrows(OutputClosedException.class, () -> new CsvWriter(closed, false).write(one));
    }

    @Test
    void readableNumbersHaveSixDigits() {
        assertEquals("0.333333", ValueText.readable(1 / 3.0));
        assertEquals("1234570000", ValueText.readable(1234567890.0));
        assertEquals("2", ValueText.readable(2.0));
        assertEquals("0.1", ValueText.readable(0.1f));
        assertEquals("-1.5e-7", ValueText.readable(-1.5e-7));
        assertEquals("1e20", ValueText.readable(1e20));
        assertEquals("0", ValueText.readable(-0.0));
        assertEquals("Infinity", ValueText.readable(Double.POSITIVE_INFINITY));
        assertEquals("123456789", ValueText.readable(123456789L));
        assertEquals(
                "[1, 2, 3, 4, 5, 6, ... 8 in all]",
                ValueText.readable(List.of(1, 2, 3, 4, 5, 6, 7, 8)));
    }
}
