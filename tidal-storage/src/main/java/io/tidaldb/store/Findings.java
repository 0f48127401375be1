package io.tidaldb.store;

import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Family;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What a verification found to be wrong, up to a number that nobody reads to its end. */
final class Findings {
    private final List<VerificationReport.Finding> list = new ArrayList<>();

    void note(String family, String problem) {
        if (list.size() < VerificationReport.MAX_FINDINGS) {
            list.add(new VerificationReport.Finding(family, problem));
        }
    }

    void noteAt(Family family, byte[] key, String problem) {
        note(family.label(), "key " + HexFormat.of().formatHex(key) + ": " + problem);
    }

    /**
     * Looks at something and notes what makes that impossible.
     *
     * @return whether nothing was noted
     * @throws TidalException what is no damage
     */
    boolean step(String family, Runnable step) {
        int before = list.size();
        try {
            step.run();
        } catch (MalformedBytesException e) {
            note(family, e.getMessage());
        } catch (TidalException e) {
            switch (e.code()) {
                // A disk that cannot be read is one kind of damage.
                case DATA_CORRUPTED, INPUT_OUTPUT -> note(family, e.getMessage());
                default -> throw e;
            }
        }
        return list.size() == before;
    }

    /** All of them, in the order in which they were met. */
    List<VerificationReport.Finding> list() {
        return list;
    }
}
