package io.tidaldb.shell.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.math.BigDecimal;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.stream.Stream;

class FieldTypeTest {
    static Stream<Arguments> good() {
        Instant noon = Instant.parse("2013-08-16T12:00:00Z");
        return Stream.of(
                Arguments.of(FieldType.BIGINT, " 9223372036854775807 ", Long.MAX_VALUE),
                Arguments.of(FieldType.INTEGER, "-5", -5),
                Arguments.of(FieldType.TINYINT, "7", (byte) 7),
                Arguments.of(FieldType.DOUBLE, "1.5e3", 1500.0),
                Arguments.of(FieldType.REAL, "0.5", 0.5f),
                Arguments.of(FieldType.DECIMAL, "12.30", new BigDecimal("12.30")),
                Arguments.of(FieldType.BOOLEAN, "Yes", true),
                Arguments.of(FieldType.BOOLEAN, "0", false),
                Arguments.of(FieldType.TEXT, " as it is ", " as it is "),
                Arguments.of(FieldType.DATE, "2013-08-16", LocalDate.of(2013, 8, 16)),
                Arguments.of(FieldType.TIMESTAMP, "2013-08-16 12:00:00", noon),
                Arguments.of(FieldType.TIMESTAMP, "2013-08-16T12:00:00Z", noon),
                Arguments.of(
                        FieldType.TIMESTAMP, "2013-08-16T14:00:00.250+02:00", noon.plusMillis(250)),
                Arguments.of(FieldType.TIMESTAMP, "2013-08-16 12:00", noon),
                Arguments.of(FieldType.TIMESTAMP, "2013-08-16", noon.minusSeconds(43_200)),
                Arguments.of(FieldType.EPOCH_SECONDS, "1376654400", noon),
                Arguments.of(FieldType.EPOCH_SECONDS, "1376654400.25", noon.plusMillis(250)),
                Arguments.of(FieldType.EPOCH_MILLIS, "1376654400001", noon.plusMillis(1)));
    }

    @ParameterizedTest
    @MethodSource("good")
    void reads(FieldType type, String text, Object value) {
        assertEquals(value, type.parse(text));
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                Arguments.of(FieldType.BIGINT, "9223372036854775808"),
                Arguments.of(FieldType.BIGINT, "1.0"),
                Arguments.of(FieldType.TINYINT, "200"),
                Arguments.of(FieldType.DOUBLE, "many"),
                Arguments.of(FieldType.BOOLEAN, "maybe"),
                Arguments.of(FieldType.DATE, "2013-02-30"),
                Arguments.of(FieldType.TIMESTAMP, "yesterday"),
                Arguments.of(FieldType.TIMESTAMP, "2013-08-1612:00:00x"),
                Arguments.of(FieldType.EPOCH_SECONDS, "soon"),
                Arguments.of(FieldType.EPOCH_SECONDS, "9999999999999999999"),
                Arguments.of(FieldType.EPOCH_MILLIS, "1.5"),
                Arguments.of(FieldType.NUMBERS, "1, 2"),
                Arguments.of(FieldType.NUMBERS, "[1, two]"),
                Arguments.of(FieldType.NUMBERS, "[1,]"),
                Arguments.of(FieldType.NUMBERS, "[1 2]"),
                Arguments.of(FieldType.NUMBERS, "["),
                Arguments.of(FieldType.TEXTS, "[\"a]"),
                Arguments.of(FieldType.TEXTS, "[\"a\" b]"),
                Arguments.of(FieldType.TEXTS, "{a}}{"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void refuses(FieldType type, String text) {
        TargetTable.Column column = new TargetTable.Column("c", "T", type);
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class, () -> RowPlan.parse(column, type, text));
        assertEquals("column c (T): '" + text + "' is not " + type.expectation(), e.getMessage());
    }

    @Test
    void readsArrays() {
        assertArrayEquals(new Object[] {0.1f, -2f, 3e5f}, ArrayText.numbers("[0.1, -2,3e5]"));
        assertArrayEquals(new Object[] {1f, 2f}, ArrayText.numbers(" {1,2} "));
        assertArrayEquals(new Object[0], ArrayText.numbers("[ ]"));
        assertArrayEquals(
                new Object[] {"a b", null, "c,\"d\n", "é"},
                ArrayText.texts("{a b, NULL, \"c,\\\"d\\n\", \"\\u00e9\"}"));
    }

    @Property
    void noTextBreaksTheArrayReader(@ForAll String text) {
        for (String array : new String[] {text, "[" + text + "]", "{\"" + text + "\"}"}) {
            try {
                ArrayText.texts(array);
            } catch (IllegalArgumentException e) {
                // Refused, which is the only other outcome.
            }
        }
    }

    @Test
    void knowsColumnsByTheirDeclaredType() {
        assertEquals(FieldType.BIGINT, FieldType.of(Types.BIGINT, "BIGINT"));
        assertEquals(FieldType.TEXTS, FieldType.of(Types.ARRAY, "VARCHAR ARRAY"));
        assertEquals(FieldType.NUMBERS, FieldType.of(Types.ARRAY, "REAL ARRAY"));
        assertEquals(FieldType.NUMBERS, FieldType.of(Types.OTHER, "VECTOR(384)"));
        assertEquals(FieldType.TEXT, FieldType.of(Types.VARCHAR, "VARCHAR"));
    }
}
