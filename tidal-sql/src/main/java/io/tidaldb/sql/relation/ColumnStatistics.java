package io.tidaldb.sql.relation;

import io.tidaldb.column.ArrayColumn;
import io.tidaldb.column.Column;
import io.tidaldb.column.DictionaryColumn;
import io.tidaldb.column.LongColumn;
import io.tidaldb.column.NumericColumn;
import io.tidaldb.column.Postings;
import io.tidaldb.schema.DataType;
import io.tidaldb.table.Table;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What is known of a column's values: how many there are, and which are frequent. Exact, and
 * counted when it is asked for.
 *
 * @param distinct different values, or elements of arrays; null for numbers of more than {@link
 *     #MOST_SORTED} rows
 * @param nulls rows without a value
 * @param minimum as text; null without values
 * @param common the most frequent values or elements as text, the most frequent first; null for
 *     numbers and times
 * @param rows how many rows have each of them
 */
record ColumnStatistics(
        Long distinct,
        long nulls,
        String minimum,
        String maximum,
        List<String> common,
        List<Long> rows) {
    /** Up to how many rows numbers are sorted to count the different ones. */
    private static final int MOST_SORTED = 1 << 20;

    private static final int MOST_COMMON = 10;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

    private record Frequency(Object value, long rows) {}

    /**
     * @param column in memory
     * @param index which of the table's it is
     */
    static ColumnStatistics of(Table table, Column column, int index) {
        DataType type = table.definition().columns().get(index).type();
        return switch (column) {
            case DictionaryColumn strings ->
                    ofPostings(
                            table,
                            strings.postings(),
                            type,
                            strings.cardinality(),
                            strings::valueOf);
            case ArrayColumn arrays ->
                    ofPostings(
                            table,
                            arrays.postings(),
                            type.element(),
                            arrays.cardinality(),
                            arrays::valueOf);
            case LongColumn truths when truths.postings() != null ->
                    ofPostings(
                            table,
                            truths.postings(),
                            type,
                            2,
                            code -> (long) code - LongColumn.FALSE_CODE);
            case NumericColumn numbers -> ofNumbers(table, numbers, index, type);
        };
    }

    private static ColumnStatistics ofPostings(
            Table table, Postings postings, DataType type, int codes, IntFunction<Object> values) {
        List<Frequency> frequencies = new ArrayList<>();
        for (int code = 1; code <= codes; code++) {
            if (postings.rows(code) > 0) {
                frequencies.add(new Frequency(values.apply(code), postings.rows(code)));
            }
        }
        Comparator<Frequency> byValue =
                (a, b) ->
                        a.value instanceof Long number
                                ? Long.compare(number, (Long) b.value)
                                : ((String) a.value).compareTo((String) b.value);
        List<Frequency> common =
                frequencies.stream()
                        .sorted(
                                Comparator.comparingLong(Frequency::rows)
                                        .reversed()
                                        .thenComparing(byValue))
                        .limit(MOST_COMMON)
                        .toList();
        return new ColumnStatistics(
                (long) frequencies.size(),
                Math.max(0, table.liveCount() - postings.presentRows()),
                frequencies.stream().min(byValue).map(f -> text(type, f.value)).orElse(null),
                frequencies.stream().max(byValue).map(f -> text(type, f.value)).orElse(null),
                common.stream().map(f -> text(type, f.value)).toList(),
                common.stream().map(Frequency::rows).toList());
    }

    private static ColumnStatistics ofNumbers(
            Table table, NumericColumn column, int index, DataType type) {
        int least = -1;
        int most = -1;
        long nulls = 0;
        int count = 0;
        boolean sorted = table.liveCount() <= MOST_SORTED;
        long[] keys = new long[sorted ? table.liveCount() : 0];
        for (int ordinal = 0; ordinal < table.size(); ordinal++) {
            if (!table.isLive(ordinal)) {
                continue;
            }
            if (column.isNull(ordinal)) {
                nulls++;
                continue;
            }
            long key = key(column, ordinal);
            least = least < 0 || key < key(column, least) ? ordinal : least;
            most = most < 0 || key > key(column, most) ? ordinal : most;
            // A row may have come since the array was made.
            if (count < keys.length) {
                keys[count++] = key;
            }
        }
        Arrays.sort(keys, 0, count);
        long distinct = Arrays.stream(keys, 0, count).distinct().count();
        return new ColumnStatistics(
                sorted ? (Long) distinct : null,
                nulls,
                least < 0 ? null : text(type, table.value(least, index)),
                most < 0 ? null : text(type, table.value(most, index)),
                null,
                null);
    }

    /** A value as a number that orders as it does. */
    private static long key(NumericColumn column, int ordinal) {
        if (column instanceof LongColumn integers) {
            return integers.longValue(ordinal);
        }
        long bits = Double.doubleToLongBits(column.value(ordinal) + 0.0);
        return bits ^ bits >> Long.SIZE - 1 & Long.MAX_VALUE;
    }

    private static String text(DataType type, Object value) {
        return switch (type.kind()) {
            case BOOLEAN -> value instanceof Long number ? String.valueOf(number != 0) : "" + value;
            case DATE -> LocalDate.ofEpochDay(((Number) value).longValue()).toString();
            case TIME ->
                    LocalTime.ofNanoOfDay(((Number) value).longValue() * NANOS_PER_MILLI)
                            .toString();
            case TIMESTAMP -> moment(((Number) value).longValue()).format(MOMENT);
            default -> String.valueOf(value);
        };
    }

    private static LocalDateTime moment(long millis) {
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(millis, 1000L),
                (int) (Math.floorMod(millis, 1000L) * NANOS_PER_MILLI),
                ZoneOffset.UTC);
    }
}
