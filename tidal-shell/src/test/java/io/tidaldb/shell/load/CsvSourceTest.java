package io.tidaldb.shell.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.shell.exit.ExitException;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

class CsvSourceTest {
    private static CsvSource source(byte[] bytes) {
        return CsvSource.open("-", new ByteArrayInputStream(bytes));
    }

    private static CsvSource source(String text) {
        return source(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<List<String>> rows(CsvSource source) {
        List<List<String>> rows = new ArrayList<>();
        while (source.next()) {
            List<String> row = new ArrayList<>();
            for (int i = 0; i < source.header().size(); i++) {
                row.add(source.field(i));
            }
            rows.add(row);
        }
        return rows;
    }

    @Test
    void readsWhatPeopleWrite() {
        CsvSource source = source("\ufeffid, title\r\n1,\"a, \"\"b\"\"\r\nc\"\n\n2,grün 日本 🎵\n3,");
        assertEquals(List.of("id", "title"), source.header());
        assertEquals(
                List.of(
                        List.of("1", "a, \"b\"\r\nc"),
                        List.of("2", "grün 日本 🎵"),
                        List.of("3", "")),
                rows(source));
    }

    @Test
    void knowsTheLineOfARecord() {
        CsvSource source = source("a,b\n1,\"x\ny\"\n2,z\n");
        assertTrue(source.next());
        assertEquals(2, source.line());
        assertTrue(source.next());
        assertEquals(4, source.line());
        assertFalse(source.next());
    }

    @Test
    void readsGzipWhateverItIsCalled() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write("a\n1\n".getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(List.of(List.of("1")), rows(source(bytes.toByteArray())));
    }

    private static String failure(String text) {
        return failure(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String failure(byte[] bytes) {
        return assertThrows(ExitException.class, () -> rows(source(bytes))).getMessage();
    }

    @Test
    void namesTheBadLine() {
        assertEquals(
                "standard input, line 3: the record has 3 fields, but the header has 2",
                failure("a,b\n1,2\n1,2,3\n"));
        assertEquals(
                "standard input, line 2: the record has 1 fields, but the header has 2",
                failure("a,b\n1\n"));
        assertEquals("standard input: is empty; the first line names the columns", failure(""));
        assertTrue(failure("a,b\n1,2\n1,\"x\"y\n").contains("after the record at line 2"));
    }

    @Test
    void refusesAQuoteThatNeverCloses() {
        assertTrue(failure("a,b\n1,2\n3,\"x\n4,5\n").contains("line 3: the record has a quote"));
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[] latin1 = "a,b\n1,x\n2,grün\n".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(
                "standard input, after the record at line 2: byte 0xfc is not valid UTF-8 here;"
                        + " convert the file to UTF-8",
                failure(latin1));
        assertTrue(failure(new byte[] {'a', '\n', (byte) 0xe2, (byte) 0x82}).contains("0xe2"));
    }

    @Test
    void saysWhenThereIsNoFile() {
        assertEquals(
                "nowhere.csv: there is no such file",
                assertThrows(ExitException.class, () -> CsvSource.open("nowhere.csv", null))
                        .getMessage());
    }
}
