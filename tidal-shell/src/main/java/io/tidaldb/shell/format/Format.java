package io.tidaldb.shell.format;

import io.tidaldb.shell.terminal.StandardStreams;

import java.util.Locale;

/** The forms a result can be printed in. */
public enum Format {
    /** Aligned columns for people. */
    TABLE,
    /** RFC 4180 with a header line. */
    CSV,
    /** One array of objects per result. */
    JSON;

    /** A writer of this form to standard output. */
    public ResultWriter writer(StandardStreams streams) {
        return switch (this) {
            case TABLE ->
                    new TableWriter(
                            streams.out(),
                            streams.unicode() ? Border.UNICODE : Border.ASCII,
                            streams.outStyle(),
                            streams::outWidth);
            case CSV -> new CsvWriter(streams.out(), streams.outTerminal());
            case JSON -> new JsonWriter(streams.out());
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
