package io.tidaldb.shell.load;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.Locale;
import java.util.TimeZone;

/** Sets parameters through the typed setters of JDBC, dates and times in UTC. */
final class ParameterBinder {
    private final Connection connection;
    private final PreparedStatement statement;
    private final Calendar utc = Calendar.getInstance(TimeZone.getTimeZone("UTC"), Locale.ROOT);

    ParameterBinder(Connection connection, PreparedStatement statement) {
        this.connection = connection;
        this.statement = statement;
    }

    /**
     * Sets a parameter.
     *
     * @param index from 1
     * @param value a value that {@link FieldType} makes, or null
     * @param typeName the column's type as SQL writes it
     */
    void bind(int index, Object value, String typeName) throws SQLException {
        switch (value) {
            case null -> statement.setNull(index, Types.NULL);
            case String text -> statement.setString(index, text);
            case Long number -> statement.setLong(index, number);
            case Double number -> statement.setDouble(index, number);
            case Instant instant ->
                    statement.setTimestamp(index, new Timestamp(instant.toEpochMilli()), utc);
            case Integer number -> statement.setInt(index, number);
            case Float number -> statement.setFloat(index, number);
            case Boolean bool -> statement.setBoolean(index, bool);
            case Short number -> statement.setShort(index, number);
            case Byte number -> statement.setByte(index, number);
            case BigDecimal number -> statement.setBigDecimal(index, number);
            case LocalDate date ->
                    statement.setDate(
                            index,
                            new Date(date.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli()),
                            utc);
            case LocalTime time ->
                    statement.setTime(index, new Time(time.toNanoOfDay() / 1_000_000), utc);
            case Object[] elements ->
                    statement.setArray(
                            index, connection.createArrayOf(elementType(typeName), elements));
            default -> statement.setObject(index, value);
        }
    }

    private static String elementType(String typeName) {
        return typeName.toUpperCase(Locale.ROOT).contains("CHAR") ? "VARCHAR" : "REAL";
    }
}
