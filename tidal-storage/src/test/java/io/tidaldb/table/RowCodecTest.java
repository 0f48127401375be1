package io.tidaldb.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.DataType;
import io.tidaldb.schema.DataType.Kind;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.TableKind;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

class RowCodecTest {
    private static final List<DataType> TYPES =
            List.of(
                    DataType.of(Kind.BOOLEAN),
                    DataType.of(Kind.TINYINT),
                    DataType.of(Kind.SMALLINT),
                    DataType.of(Kind.INTEGER),
                    DataType.of(Kind.BIGINT),
                    DataType.decimal(30, 4),
                    DataType.of(Kind.REAL),
                    DataType.of(Kind.DOUBLE),
                    DataType.varchar(50),
                    DataType.of(Kind.VARBINARY),
                    DataType.of(Kind.DATE),
                    DataType.of(Kind.TIME),
                    DataType.of(Kind.TIMESTAMP),
                    DataType.array(DataType.array(DataType.of(Kind.INTEGER))),
                    DataType.vector(3));

    private static List<ColumnDefinition> columns(int count) {
        List<ColumnDefinition> columns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            columns.add(
                    new ColumnDefinition(
                            "c" + i, TYPES.get(i), true, ColumnDefinition.NO_REFERENCE, null));
        }
        return columns;
    }

    private static final RowCodec CODEC = new RowCodec(columns(TYPES.size()));

    private static TableDefinition table(int... key) {
        return new TableDefinition(
                5,
                "things",
                TableKind.PLAIN,
                columns(TYPES.size()),
                Arrays.stream(key).boxed().toList());
    }

    private static Object[] row(Random random) {
        Object[] row = {
            random.nextBoolean(),
            (byte) random.nextInt(),
            (short) random.nextInt(),
            random.nextInt(),
            random.nextLong(),
            BigDecimal.valueOf(random.nextLong(), 4),
            random.nextFloat(),
            random.nextGaussian() * 1e9,
            "text \u0000 é \ud83d\ude00 " + random.nextInt(100),
            new byte[] {(byte) random.nextInt(), 0},
            random.nextInt(20_000),
            random.nextInt(86_400_000),
            random.nextLong(1L << 40),
            List.of(List.of(1, 2), List.of(), List.of(random.nextInt(), 3)),
            new float[] {random.nextFloat(), -0f, 1}
        };
        for (int i = 0; i < row.length; i++) {
            if (random.nextInt(4) == 0) {
                row[i] = null;
            }
        }
        return row;
    }

    private static byte[] encode(Object[] row) {
        ByteWriter out = new ByteWriter(1);
        CODEC.encode(row, out);
        return out.toByteArray();
    }

    /** Columns hold none, but the format could. */
    @Example
    void nullElementsAreEncoded() {
        Object[] row = new Object[TYPES.size()];
        row[13] = Arrays.asList(List.of(1, 2), null, List.of(), Arrays.asList(4, null));
        assertArrayEquals(row, CODEC.decode(new ByteReader(encode(row)), null));
    }

    @Example
    void arraysOfColumnsHoldNoNullAndAreLimited() {
        Object[] row = row(new Random(1));
        row[0] = true;
        row[13] = Arrays.asList(List.of(1, 2), Arrays.asList(4, null));
        TidalException nulls =
                assertThrows(TidalException.class, () -> new RowValidator(table()).check(row, 1));
        assertEquals(ErrorCode.NOT_NULL_VIOLATION, nulls.code());
        row[13] = Collections.nCopies(RowValidator.MAX_ELEMENTS, List.of(1));
        new RowValidator(table()).check(row, 1);
        row[13] = Collections.nCopies(RowValidator.MAX_ELEMENTS + 1, List.of(1));
        TidalException tooLong =
                assertThrows(TidalException.class, () -> new RowValidator(table()).check(row, 1));
        assertEquals(ErrorCode.LIMIT_EXCEEDED, tooLong.code());
    }

    @Property(tries = 300)
    void whatIsEncodedIsDecoded(@ForAll long seed) {
        Random random = new Random(seed);
        Object[] row = new RowValidator(table()).check(row(random), 1);
        ByteReader in = new ByteReader(encode(row));
        assertArrayEquals(row, CODEC.decode(in, null));
        assertEquals(0, in.remaining());
        boolean[] wanted = new boolean[row.length];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = random.nextBoolean();
            row[i] = wanted[i] ? row[i] : null;
        }
        assertArrayEquals(row, CODEC.decode(new ByteReader(encode(row)), wanted));
    }

    @Example
    void rowsFromBeforeAColumnWasAddedHaveNullThere() {
        ByteWriter out = new ByteWriter();
        new RowCodec(columns(2)).encode(new Object[] {true, (byte) 7}, out);
        Object[] row = CODEC.decode(new ByteReader(out.toByteArray()), null);
        assertEquals((byte) 7, row[1]);
        assertNull(row[2]);
        assertEquals(TYPES.size(), row.length);
    }

    @Property(tries = 300)
    void cutOrForeignBytesAreRefusedOrDecodedButNeverOverrun(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = encode(row(random));
        byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        assertThrows(MalformedBytesException.class, () -> CODEC.decode(new ByteReader(cut), null));
        bytes[0] = 9;
        assertThrows(
                MalformedBytesException.class, () -> CODEC.decode(new ByteReader(bytes), null));
    }

    @Property(tries = 500)
    void keysOrderAsTheirValues(@ForAll long seed) {
        Random random = new Random(seed);
        for (int column : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12}) {
            RowKey key = new RowKey(table(column));
            Object left = value(column, random);
            Object right = random.nextInt(5) == 0 ? left : value(column, random);
            @SuppressWarnings("unchecked")
            int expected = Integer.signum(((Comparable<Object>) left).compareTo(right));
            int actual =
                    Integer.signum(
                            Arrays.compareUnsigned(
                                    key.ofValues(List.of(left)), key.ofValues(List.of(right))));
            assertEquals(expected, actual, () -> left + " and " + right);
        }
    }

    private static Object value(int column, Random random) {
        return switch (column) {
            case 0 -> random.nextBoolean();
            case 5 -> BigDecimal.valueOf(random.nextInt(2000) - 1000, 2);
            case 6 -> (float) random.nextGaussian();
            case 7 -> random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
            case 8 -> "a\u0000b".substring(0, random.nextInt(4)) + (char) random.nextInt(3);
            default -> {
                Object[] row = row(random);
                yield row[column] == null ? value(column, random) : row[column];
            }
        };
    }

    @Example
    void compositeKeysAreUnambiguous() {
        RowKey key = new RowKey(table(8, 9));
        byte[] left = key.ofValues(List.of("a", new byte[] {0, 1}));
        byte[] right = key.ofValues(List.of("a\u0000", new byte[] {1}));
        assertTrue(Arrays.compareUnsigned(left, right) < 0);
        assertEquals(
                ErrorCode.INVALID_DEFINITION,
                assertThrows(TidalException.class, () -> new RowKey(table(14))).code());
    }

    private static void refused(ErrorCode code, String message, int column, Object value) {
        Object[] row = new Object[TYPES.size()];
        row[column] = value;
        TidalException e =
                assertThrows(TidalException.class, () -> new RowValidator(table()).check(row, 3));
        assertEquals(code, e.code());
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @Example
    void valuesOutOfTheirTypeAreNamed() {
        refused(ErrorCode.TYPE_MISMATCH, "things.c3 is of type INTEGER, got a Long", 3, 1L);
        refused(ErrorCode.STRING_TOO_LONG, "things.c8 is VARCHAR(50)", 8, "x".repeat(51));
        refused(ErrorCode.INVALID_TEXT, "at index 1", 8, "x\ud83d");
        refused(ErrorCode.LIMIT_EXCEEDED, "(row 3)", 9, new byte[(1 << 20) + 1]);
        refused(
                ErrorCode.DIMENSION_MISMATCH,
                "things.c14 holds 3 numbers, got 2",
                14,
                new float[2]);
        refused(ErrorCode.INVALID_VALUE, "finite", 14, new float[] {1, Float.NaN, 1});
        refused(ErrorCode.INVALID_VALUE, "NaN", 7, Double.NaN);
        refused(ErrorCode.INVALID_VALUE, "Infinity", 6, Float.NEGATIVE_INFINITY);
        refused(ErrorCode.NUMERIC_OUT_OF_RANGE, "round it", 5, new BigDecimal("0.00001"));
        refused(ErrorCode.NUMERIC_OUT_OF_RANGE, "too small", 5, BigDecimal.TEN.pow(26));
        refused(ErrorCode.INVALID_TIMESTAMP, "TIME", 11, 86_400_000);
        refused(ErrorCode.INVALID_TIMESTAMP, "TIMESTAMP", 12, Long.MAX_VALUE);
        refused(ErrorCode.TYPE_MISMATCH, "c13", 13, List.of(List.of("x")));
        TidalException e =
                assertThrows(
                        TidalException.class,
                        () -> new RowValidator(table(4)).check(new Object[TYPES.size()], 1));
        assertEquals(ErrorCode.NOT_NULL_VIOLATION, e.code());
        assertThrows(TidalException.class, () -> new RowValidator(table()).check(new Object[1], 1));
    }
}
