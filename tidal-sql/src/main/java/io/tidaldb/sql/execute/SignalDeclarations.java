package io.tidaldb.sql.execute;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.NearestNames;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.TableKind;
import io.tidaldb.schema.Window;
import io.tidaldb.sql.ast.SqlCreateSignal;
import io.tidaldb.sql.parse.Positions;
import io.tidaldb.sql.rewrite.IntervalText;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** From CREATE SIGNAL to the definition, with every mistake named where it stands. */
final class SignalDeclarations {
    private static final int MAX_DECAYS = 16;
    private static final int DEFAULT_PARTNERS = 32;

    private SignalDeclarations() {}

    static SignalDefinition definition(SqlCreateSignal create, String name, Schema schema) {
        TableDefinition target = Names.table(create.table(), schema);
        if (target.kind() == TableKind.PLAIN) {
            throw refused(
                    create.table(),
                    "a signal is on an item, user or creator table, and "
                            + target.name()
                            + " is a plain table");
        }
        TableDefinition users =
                create.by().map(by -> Definitions.userTable(by, schema)).orElse(null);
        checkUserSets(create, target, users);
        checkDecays(create);
        Set<Window> windows = EnumSet.of(Window.ALL);
        windows.addAll(create.windows());
        return new SignalDefinition(
                schema.nextId(),
                name,
                target.id(),
                users == null ? SignalDefinition.NO_USER : users.id(),
                create.halfLivesMillis(),
                create.lifetimesMillis(),
                windows,
                create.role().map(r -> r.getSimple().toLowerCase(Locale.ROOT)).orElse(null),
                create.marksSeen(),
                create.excludes(),
                create.rollsUp()
                        ? rollUpColumn(create, target, schema)
                        : SignalDefinition.NO_ROLL_UP,
                create.acceptsUnknown(),
                create.retentionMillis().orElse(SignalDefinition.KEEP),
                create.marked(),
                partners(create));
    }

    private static void checkUserSets(
            SqlCreateSignal create, TableDefinition target, TableDefinition users) {
        if (!create.marksSeen() && !create.excludes() && !create.marked() && !create.relates()) {
            return;
        }
        String options =
                create.relates()
                        ? "RELATES"
                        : create.marked() ? "MARKED" : "MARKS SEEN and EXCLUDES";
        String plural = create.relates() || create.marked() ? "s" : "";
        if (users == null) {
            throw refused(
                    create.name(),
                    options
                            + " need"
                            + plural
                            + " to know whose events these are; add BY and the user table");
        }
        if (target.kind() != TableKind.ITEM) {
            throw refused(
                    create.table(),
                    options + (plural.isEmpty() ? " are" : " is") + " for signals on item tables");
        }
        if (create.relates() && create.retentionMillis().isPresent()) {
            throw refused(
                    create.name(),
                    "RELATES needs the events for good, as what it counts is made anew from them;"
                            + " leave out RETAINS");
        }
    }

    private static int partners(SqlCreateSignal create) {
        if (!create.relates()) {
            return SignalDefinition.UNRELATED;
        }
        if (create.partners().isEmpty()) {
            return DEFAULT_PARTNERS;
        }
        SqlNode written = create.partners().get();
        BigDecimal partners = ((SqlLiteral) written).getValueAs(BigDecimal.class);
        if (partners.scale() > 0
                || partners.compareTo(BigDecimal.ONE) < 0
                || partners.compareTo(BigDecimal.valueOf(SignalDefinition.MAX_PARTNERS)) > 0) {
            throw refused(
                    written,
                    "RELATES keeps a whole number of partners for each item, from 1 to "
                            + SignalDefinition.MAX_PARTNERS
                            + ", not "
                            + partners);
        }
        return partners.intValueExact();
    }

    /** DECAY(signal, duration) must mean one of them. */
    private static void checkDecays(SqlCreateSignal create) {
        List<Long> durations = new ArrayList<>(create.halfLivesMillis());
        durations.addAll(create.lifetimesMillis());
        if (new HashSet<>(durations).size() < durations.size()) {
            throw refused(
                    create.name(), "the same duration is listed twice in DECAY; keep one of them");
        }
        for (long lifetime : create.lifetimesMillis()) {
            if (lifetime > SignalDefinition.MAX_LIFETIME_MILLIS) {
                throw refused(
                        create.name(),
                        "a linear decay takes at most "
                                + IntervalText.of(SignalDefinition.MAX_LIFETIME_MILLIS)
                                + ", not "
                                + IntervalText.of(lifetime));
            }
        }
        if (durations.size() > MAX_DECAYS) {
            throw refused(
                    create.name(),
                    "a signal has at most " + MAX_DECAYS + " decays, not " + durations.size());
        }
    }

    private static int rollUpColumn(SqlCreateSignal create, TableDefinition target, Schema schema) {
        List<String> names = new ArrayList<>();
        List<Integer> candidates = new ArrayList<>();
        for (int i = 0; i < target.columns().size(); i++) {
            ColumnDefinition column = target.columns().get(i);
            if (schema.tableById(column.references())
                    .filter(t -> t.kind() == TableKind.CREATOR)
                    .isPresent()) {
                candidates.add(i);
                names.add(column.name());
            }
        }
        SqlIdentifier wanted = create.rollUpColumn().orElse(null);
        if (candidates.isEmpty()) {
            throw refused(
                    create.table(),
                    "ROLLS UP sums up for creators, but no column of "
                            + target.name()
                            + " REFERENCES a creator table");
        }
        if (wanted == null) {
            if (candidates.size() > 1) {
                throw refused(
                        create.name(),
                        "several columns of "
                                + target.name()
                                + " name a creator; say which: ROLLS UP TO "
                                + String.join(" or ", names));
            }
            return candidates.getFirst();
        }
        int column = target.columnIndex(wanted.getSimple());
        if (!candidates.contains(column)) {
            throw refused(
                    wanted,
                    wanted.getSimple()
                            + " is no column of "
                            + target.name()
                            + " that REFERENCES a creator table."
                            + NearestNames.suggest(wanted.getSimple(), names));
        }
        return column;
    }

    private static TidalException refused(SqlNode at, String why) {
        return Positions.error(ErrorCode.INVALID_DEFINITION, at, why);
    }
}
