package io.tidaldb.store;

import io.tidaldb.kv.Family;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a walk through a store's directory met.
 *
 * @param position the log's last position
 * @param entries how much of each part was looked at, by the name that findings have for it: sorted
 *     files, definitions, log positions, rows, edges, pages of the checkpoint, and for each index
 *     the rows that it was compared with. What could not be looked at is not there
 * @param events events in the log
 * @param checkpointPosition the position of the checkpoint, 0 for none
 * @param compared whether rows, edges and checkpoint were compared with what the log says, which is
 *     done only if each of them is undamaged and the store is not open
 * @param findings what is wrong; empty for a sound directory
 */
public record VerificationReport(
        long position,
        Map<String, Long> entries,
        long events,
        long checkpointPosition,
        boolean compared,
        List<Finding> findings) {
    /** The most findings that a report has. */
    public static final int MAX_FINDINGS = 1000;

    /** The part of findings that lie below the families: in files, or in their list. */
    public static final String FILES = "files";

    /** What the parts of findings in indexes begin with, before the index's name. */
    public static final String INDEX = "index ";

    /**
     * Something that is wrong.
     *
     * @param family the family it is in, {@link #FILES}, or an index
     * @param problem what, and where in the family
     */
    public record Finding(String family, String problem) {
        /** Whether it is in an index, which can be made anew of the rows. */
        public boolean isInIndex() {
            return family.startsWith(INDEX);
        }

        @Override
        public String toString() {
            return family + ": " + problem;
        }
    }

    public VerificationReport {
        // In the order in which they were looked at.
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        findings = List.copyOf(findings);
    }

    /** Rows of all tables. */
    public long rows() {
        return entries.getOrDefault(Family.ROWS.label(), 0L);
    }

    /** Edges of all relationships. */
    public long edges() {
        return entries.getOrDefault(Family.EDGES.label(), 0L);
    }

    /** Whether nothing is wrong. */
    public boolean isSound() {
        return findings.isEmpty();
    }
}
