package io.tidaldb.store;

import java.util.List;

/**
 * What a walk through a store's directory met.
 *
 * @param position the log's last position
 * @param files sorted files whose checksums were checked
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

    /** Whether nothing is wrong. */
    public boolean isSound() {
        return findings.isEmpty();
    }
}
