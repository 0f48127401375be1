package io.tidaldb.shell.load;

import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive records of a file on their way to the database, by table.
 *
 * @param parts the rows of each plan, in the plans' order
 * @param last whether the file ends with it
 * @param failure what ended the reading early, after these rows; or null
 * @param bytesRead bytes of the file read so far
 */
record Chunk(List<Part> parts, boolean last, RuntimeException failure, long bytesRead) {
    /** Rows of one table and the lines they stand in. */
    static final class Part {
        private final RowPlan plan;
        private final List<Object[]> rows = new ArrayList<>();
        private long[] lines = new long[64];

        Part(RowPlan plan) {
            this.plan = plan;
        }

        void add(Object[] row, long line) {
            if (rows.size() == lines.length) {
                lines = java.util.Arrays.copyOf(lines, lines.length * 2);
            }
            lines[rows.size()] = line;
            rows.add(row);
        }

        RowPlan plan() {
            return plan;
        }

        List<Object[]> rows() {
            return rows;
        }

        /** The line in which a row's record begins. */
        long line(int row) {
            return lines[row];
        }
    }
}
