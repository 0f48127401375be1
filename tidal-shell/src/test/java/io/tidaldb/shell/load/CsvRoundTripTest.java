package io.tidaldb.shell.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.shell.format.FakeResult;
import io.tidaldb.shell.format.Format;
import io.tidaldb.shell.terminal.StandardStreams;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.stream.IntStream;

class CsvRoundTripTest {
    @Property
    void whatIsPrintedAsCsvIsReadBack(@ForAll("results") List<List<String>> rows)
            throws SQLException {
        int columns = rows.getFirst().size();
        List<String> labels = IntStream.range(0, columns).mapToObj(i -> "c" + i).toList();
        int[] types = IntStream.generate(() -> Types.VARCHAR).limit(columns).toArray();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
        StandardStreams streams =
                StandardStreams.plain(InputStream.nullInputStream(), out, System.err);
        Format.CSV
                .writer(streams)
                .write(
                        FakeResult.of(
                                labels,
                                types,
                                rows.stream().map(List::toArray).toArray(Object[][]::new)));

        CsvSource source = CsvSource.open("-", new ByteArrayInputStream(bytes.toByteArray()));
        assertEquals(labels, source.header());
        for (List<String> row : rows) {
            assertTrue(source.next());
            for (int i = 0; i < columns; i++) {
                assertEquals(row.get(i) == null ? "" : row.get(i), source.field(i));
            }
        }
        assertFalse(source.next());
    }

    @Provide
    Arbitrary<List<List<String>>> results() {
        Arbitrary<String> values =
                Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(
                                3,
                                Arbitraries.strings()
                                        .withChars(",\"\r\n a\ufeffé日")
                                        .ofMaxLength(8)
                                        .injectNull(0.1)),
                        net.jqwik.api.Tuple.of(
                                1,
                                Arbitraries.strings()
                                        .filter(
                                                text ->
                                                        text.chars()
                                                                .noneMatch(
                                                                        c ->
                                                                                Character
                                                                                        .isSurrogate(
                                                                                                (char)
                                                                                                        c)))));
        return Arbitraries.integers()
                .between(1, 4)
                .flatMap(columns -> values.list().ofSize(columns).list().ofMinSize(1).ofMaxSize(8));
    }
}
