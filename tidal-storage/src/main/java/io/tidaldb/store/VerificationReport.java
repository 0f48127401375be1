package io.tidaldb.store;

import java.util.List;

/**
 * What a walk through a store's directory met.
 *
 * @param position the log's last position
 * @param events events in the log
 * @param rows rows of all tables
 * @param edges edges of all relationships
 * @param checkpointPosition the position of the checkpoint, 0 for none
 * @param findings what is wrong; empty for a sound directory
 */
public record VerificationReport(
        long position,
        long events,
        long rows,
        long edges,
        long checkpointPosition,
        List<Finding> findings) {
    /**
     * Something that is wrong.
     *
     * @param family the family it is in, or {@code files} for damage below the families
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
