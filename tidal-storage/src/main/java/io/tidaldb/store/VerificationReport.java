package io.tidaldb.store;

import io.tidaldb.kv.Family;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a walk through a store's directory met.
 *
 * @param position the log's last position
 * @param files sorted files whose checksums were checked
 * @param definitions tables, signals, relationships and profiles
 * @param events events in the log
 * @param rows rows of all tables
 * @param edges edges of all relationships
 * @param checkpointPosition the position of the checkpoint, 0 for none
 * @param pages pages of the checkpoint
 * @param compared whether rows, edges and checkpoint were compared with what the log says, which is
 *     done only if each of them is undamaged and the store is not open
 * @param findings what is wrong; empty for a sound directory
 */
public record VerificationReport(
        long position,
        long files,
        long definitions,
        long events,
        long rows,
        long edges,
        long checkpointPosition,
        long pages,
        boolean compared,
        List<Finding> findings) {
    /** The most findings that a report has. */
    public static final int MAX_FINDINGS = 1000;

    /** The part of findings that lie below the families: in files, or in their list. */
    public static final String FILES = "files";

    /**
     * Something that is wrong.
     *
     * @param family the family it is in, or {@link #FILES}
     * @param problem what, and where in the family
     */
    public record Finding(String family, String problem) {
        @Override
        public String toString() {
            return family + ": " + problem;
        }
    }

    public VerificationReport {
        findings = List.copyOf(findings);
    }

    /** How much of each part was looked at, by the name that findings have for it. */
    public Map<String, Long> entries() {
        Map<String, Long> entries = new LinkedHashMap<>();
        entries.put(FILES, files);
        entries.put(Family.CATALOG.label(), definitions);
        entries.put(Family.LOG.label(), position);
        entries.put(Family.ROWS.label(), rows);
        entries.put(Family.EDGES.label(), edges);
        entries.put(Family.CHECKPOINT.label(), pages);
        return entries;
    }

    /** Whether nothing is wrong. */
    public boolean isSound() {
        return findings.isEmpty();
    }
}
