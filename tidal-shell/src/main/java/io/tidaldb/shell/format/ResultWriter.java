package io.tidaldb.shell.format;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Prints results. */
public sealed interface ResultWriter permits TableWriter, CsvWriter, JsonWriter {
    /**
     * Reads a result to its end and prints it.
     *
     * @return how many rows it had
     * @throws SQLException if reading fails; what was read before is printed
     * @throws OutputClosedException if nobody reads the output any more
     */
    long write(ResultSet result) throws SQLException;
}
