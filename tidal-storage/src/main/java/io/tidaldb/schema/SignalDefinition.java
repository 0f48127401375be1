package io.tidaldb.schema;

import java.util.List;
import java.util.Set;

/**
 * A signal: a stream of weighted events on the rows of one table, kept as decayed values and
 * windowed sums.
 *
 * @param id unique for the life of the store, across all kinds of object
 * @param name as written in the declaration
 * @param targetTable id of the item, user or creator table whose rows the events are about
 * @param userTable id of the user table whose rows cause the events, or {@link #NO_USER}
 * @param halfLivesMillis exponential half-lives, the first being the default
 * @param lifetimesMillis after how long an event has faded to nothing in a straight line, at most
 *     {@link #MAX_LIFETIME_MILLIS}, the first being the default where there is no half-life; a
 *     permanent signal has neither
 * @param windows the windows it keeps; {@link Window#ALL} is always among them
 * @param role the part it plays in the profiles that ship (view, like, …), or null
 * @param marksSeen whether an event makes its item seen by its user
 * @param excludes whether an event hides its item from its user for good
 * @param rollUpColumn the index of the target table's column that names the creator, for whom
 *     everything is summed up as well; or {@link #NO_ROLL_UP}
 * @param acceptsUnknown whether events that name a row which is not there are kept and counted as
 *     unknown, instead of being refused
 * @param retentionMillis after how long the events themselves are given up, while what they add up
 *     to stays; or {@link #KEEP}
 * @param marked whether it keeps the set of items of each user for itself, without making them seen
 *     or hiding them
 * @param partners how many items each item remembers that the same users had events on, at most
 *     {@link #MAX_PARTNERS}; or {@link #UNRELATED}
 */
public record SignalDefinition(
        int id,
        String name,
        int targetTable,
        int userTable,
        List<Long> halfLivesMillis,
        List<Long> lifetimesMillis,
        Set<Window> windows,
        String role,
        boolean marksSeen,
        boolean excludes,
        int rollUpColumn,
        boolean acceptsUnknown,
        long retentionMillis,
        boolean marked,
        int partners) {
    public static final int NO_USER = -1;
    public static final int NO_ROLL_UP = -1;

    /** The longest lifetime: 36,500 days. */
    public static final long MAX_LIFETIME_MILLIS = 36_500L * 24 * 3_600_000;

    /** The retention of events that are kept for ever. */
    public static final long KEEP = 0;

    /** The partners of a signal that relates no items. */
    public static final int UNRELATED = 0;

    public static final int MAX_PARTNERS = 128;

    public SignalDefinition {
        halfLivesMillis = List.copyOf(halfLivesMillis);
        lifetimesMillis = List.copyOf(lifetimesMillis);
        windows = Set.copyOf(windows);
    }

    /**
     * A signal without linear decay and roll-up, which refuses the unknown and keeps its events.
     */
    public SignalDefinition(
            int id,
            String name,
            int targetTable,
            int userTable,
            List<Long> halfLivesMillis,
            Set<Window> windows,
            String role,
            boolean marksSeen,
            boolean excludes) {
        this(
                id,
                name,
                targetTable,
                userTable,
                halfLivesMillis,
                List.of(),
                windows,
                role,
                marksSeen,
                excludes,
                NO_ROLL_UP,
                false,
                KEEP);
    }

    /** A signal that neither keeps sets for themselves nor relates items. */
    public SignalDefinition(
            int id,
            String name,
            int targetTable,
            int userTable,
            List<Long> halfLivesMillis,
            List<Long> lifetimesMillis,
            Set<Window> windows,
            String role,
            boolean marksSeen,
            boolean excludes,
            int rollUpColumn,
            boolean acceptsUnknown,
            long retentionMillis) {
        this(
                id,
                name,
                targetTable,
                userTable,
                halfLivesMillis,
                lifetimesMillis,
                windows,
                role,
                marksSeen,
                excludes,
                rollUpColumn,
                acceptsUnknown,
                retentionMillis,
                false,
                UNRELATED);
    }

    /** Whether it keeps the set of items that each user has events on. */
    public boolean keepsMarks() {
        return marksSeen || excludes || marked || relates();
    }

    /** Whether it relates items that the same users have events on. */
    public boolean relates() {
        return partners != UNRELATED;
    }

    /** Whether it is rolled up to the creators of its targets. */
    public boolean rollsUp() {
        return rollUpColumn != NO_ROLL_UP;
    }
}
