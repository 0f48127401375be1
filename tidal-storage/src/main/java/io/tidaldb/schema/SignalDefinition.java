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
 * @param halfLivesMillis exponential half-lives, the first being the default; empty for a permanent
 *     signal
 * @param windows the windows it keeps; {@link Window#ALL} is always among them
 * @param role the part it plays in the profiles that ship (view, like, …), or null
 * @param marksSeen whether an event makes its item seen by its user
 * @param excludes whether an event hides its item from its user for good
 */
public record SignalDefinition(
        int id,
        String name,
        int targetTable,
        int userTable,
        List<Long> halfLivesMillis,
        Set<Window> windows,
        String role,
        boolean marksSeen,
        boolean excludes) {
    public static final int NO_USER = -1;

    public SignalDefinition {
        halfLivesMillis = List.copyOf(halfLivesMillis);
        windows = Set.copyOf(windows);
    }
}
