package io.tidaldb.shell.load;

import io.tidaldb.shell.exit.ExitException;
import io.tidaldb.shell.exit.ExitStatus;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One {@code --map} of the command line: a table's column and where its value comes from.
 *
 * @param column a column of the table
 * @param source a column of the CSV file, perhaps with a conversion after a colon; or the constant
 * @param constant whether the value is the same in every row
 */
record MappingOption(String column, String source, boolean constant) {
    /**
     * Reads {@code column=csv_column}, {@code column=csv_column:conversion} or {@code
     * column==constant}.
     */
    static MappingOption parse(String text) {
        int equals = text.indexOf('=');
        if (equals <= 0 || equals == text.length() - 1) {
            throw new ExitException(
                    ExitStatus.USAGE,
                    "--map "
                            + text
                            + ": write COLUMN=CSV_COLUMN, COLUMN=CSV_COLUMN:epoch_s (or :epoch_ms,"
                            + " :iso), or 'COLUMN==constant'");
        }
        String source = text.substring(equals + 1);
        boolean constant = source.startsWith("=");
        return new MappingOption(
                text.substring(0, equals).strip(),
                constant ? source.substring(1) : source.strip(),
                constant);
    }

    /** The column of the header that the source names, with or without a conversion behind it. */
    int csvIndex(List<String> header) {
        int exact = indexOf(header, source);
        int colon = source.lastIndexOf(':');
        return exact >= 0 || colon < 0 ? exact : indexOf(header, source.substring(0, colon));
    }

    /** The type that the source's text is read as. */
    FieldType type(List<String> header, FieldType columnType) {
        int colon = source.lastIndexOf(':');
        if (constant || colon < 0 || indexOf(header, source) >= 0) {
            return columnType;
        }
        String conversion = source.substring(colon + 1).toLowerCase(Locale.ROOT);
        FieldType converted =
                switch (conversion) {
                    case "epoch_s" -> FieldType.EPOCH_SECONDS;
                    case "epoch_ms" -> FieldType.EPOCH_MILLIS;
                    case "iso" -> FieldType.TIMESTAMP;
                    default ->
                            throw new ExitException(
                                    ExitStatus.USAGE,
                                    "--map "
                                            + column
                                            + "="
                                            + source
                                            + ": the conversions are :epoch_s, :epoch_ms and"
                                            + " :iso");
                };
        if (columnType != FieldType.TIMESTAMP) {
            throw new ExitException(
                    ExitStatus.USAGE,
                    "--map "
                            + column
                            + "="
                            + source
                            + ": :"
                            + conversion
                            + " makes a timestamp, but "
                            + column
                            + " is not a TIMESTAMP column");
        }
        return converted;
    }

    /** Reads pairs like {@code view=views,like=likes}; the order is kept. */
    static Map<String, String> pairs(String option, List<String> texts) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals <= 0 || equals == text.length() - 1) {
                throw new ExitException(
                        ExitStatus.USAGE, option + " " + text + ": write VALUE=TABLE,VALUE=TABLE");
            }
            pairs.put(text.substring(0, equals).strip(), text.substring(equals + 1).strip());
        }
        return pairs;
    }

    static int indexOf(List<String> header, String name) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < header.size(); i++) {
            if (header.get(i).equals(name)) {
                return i;
            }
            if (header.get(i).equalsIgnoreCase(name)) {
                found.add(i);
            }
        }
        return found.size() == 1 ? found.getFirst() : -1;
    }
}
