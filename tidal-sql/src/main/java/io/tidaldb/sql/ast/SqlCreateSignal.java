package io.tidaldb.sql.ast;

import io.tidaldb.schema.Window;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCreate;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.parser.SqlParserUtil;
import org.apache.calcite.util.ImmutableNullableList;

import java.util.List;
import java.util.Optional;

/**
 * {@code CREATE SIGNAL [IF NOT EXISTS] name ON table [BY table] [DECAY HALF LIFE interval, …]
 * [DECAY LINEAR interval, …] [PERMANENT] [WINDOWS (window, …)] [ROLE name] [MARKS SEEN] [MARKED]
 * [RELATES [n]] [EXCLUDES] [ROLLS UP [TO column]] [ACCEPTS UNKNOWN] [RETAINS interval]}.
 */
public final class SqlCreateSignal extends SqlCreate {
    private static final SqlOperator OPERATOR =
            new Nodes.Operator(
                    "CREATE SIGNAL",
                    SqlKind.OTHER_DDL,
                    (pos, o) ->
                            new SqlCreateSignal(
                                    pos,
                                    Nodes.flag(o[0]),
                                    (SqlIdentifier) o[1],
                                    (SqlIdentifier) o[2],
                                    (SqlIdentifier) o[3],
                                    (SqlNodeList) o[4],
                                    (SqlNodeList) o[5],
                                    Nodes.flag(o[6]),
                                    (SqlNodeList) o[7],
                                    (SqlIdentifier) o[8],
                                    Nodes.flag(o[9]),
                                    Nodes.flag(o[10]),
                                    Nodes.flag(o[11]),
                                    (SqlIdentifier) o[12],
                                    Nodes.flag(o[13]),
                                    o[14],
                                    Nodes.flag(o[15]),
                                    Nodes.flag(o[16]),
                                    o[17]));

    private static final int MAX_INTERVAL_DIGITS = 9;

    private final SqlIdentifier name;
    private final SqlIdentifier table;
    private final SqlIdentifier by;
    private final SqlNodeList halfLives;
    private final SqlNodeList lifetimes;
    private final boolean permanent;
    private final SqlNodeList windows;
    private final SqlIdentifier role;
    private final boolean marksSeen;
    private final boolean excludes;
    private final boolean rollsUp;
    private final SqlIdentifier rollUpColumn;
    private final boolean acceptsUnknown;
    private final SqlNode retention;
    private final boolean marked;
    private final boolean relates;
    private final SqlNode partners;

    /**
     * @param by the user table, or null
     * @param halfLives interval literals; empty without DECAY HALF LIFE
     * @param lifetimes interval literals; empty without DECAY LINEAR
     * @param permanent whether PERMANENT was said; never with a decay
     * @param windows {@link Window} symbols; empty without WINDOWS
     * @param role null without ROLE
     * @param rollUpColumn null where ROLLS UP names none
     * @param retention an interval literal; null without RETAINS
     * @param partners a number literal; null without RELATES, and where that has none
     */
    public SqlCreateSignal(
            SqlParserPos pos,
            boolean ifNotExists,
            SqlIdentifier name,
            SqlIdentifier table,
            SqlIdentifier by,
            SqlNodeList halfLives,
            SqlNodeList lifetimes,
            boolean permanent,
            SqlNodeList windows,
            SqlIdentifier role,
            boolean marksSeen,
            boolean excludes,
            boolean rollsUp,
            SqlIdentifier rollUpColumn,
            boolean acceptsUnknown,
            SqlNode retention,
            boolean marked,
            boolean relates,
            SqlNode partners) {
        super(OPERATOR, pos, false, ifNotExists);
        this.name = name;
        this.table = table;
        this.by = by;
        this.halfLives = halfLives;
        this.lifetimes = lifetimes;
        this.permanent = permanent;
        this.windows = windows;
        this.role = role;
        this.marksSeen = marksSeen;
        this.excludes = excludes;
        this.rollsUp = rollsUp;
        this.rollUpColumn = rollUpColumn;
        this.acceptsUnknown = acceptsUnknown;
        this.retention = retention;
        this.marked = marked;
        this.relates = relates;
        this.partners = partners;
    }

    public boolean ifNotExists() {
        return ifNotExists;
    }

    public SqlIdentifier name() {
        return name;
    }

    /** The table whose rows the events are about. */
    public SqlIdentifier table() {
        return table;
    }

    /** The user table whose rows cause the events. */
    public Optional<SqlIdentifier> by() {
        return Optional.ofNullable(by);
    }

    /** The half-lives in milliseconds, each positive, in the order written. */
    public List<Long> halfLivesMillis() {
        return millis(halfLives);
    }

    /** The lifetimes of linear decays in milliseconds, each positive, in the order written. */
    public List<Long> lifetimesMillis() {
        return millis(lifetimes);
    }

    private static List<Long> millis(SqlNodeList intervals) {
        return intervals.stream().map(i -> millis((SqlIntervalLiteral) i)).toList();
    }

    /**
     * The length of a day-time interval in milliseconds; 0 for intervals of months and years, and
     * where the text is not a number of the unit.
     */
    public static long millis(SqlIntervalLiteral literal) {
        SqlIntervalLiteral.IntervalValue interval =
                literal.getValueAs(SqlIntervalLiteral.IntervalValue.class);
        SqlIntervalQualifier unit = interval.getIntervalQualifier();
        if (unit.isYearMonth()) {
            return 0;
        }
        // By default SQL allows two digits, which is too few for a number of days.
        SqlIntervalQualifier wide =
                new SqlIntervalQualifier(
                        unit.timeUnitRange.startUnit,
                        MAX_INTERVAL_DIGITS,
                        unit.timeUnitRange.endUnit,
                        RelDataType.PRECISION_NOT_SPECIFIED,
                        SqlParserPos.ZERO);
        try {
            return interval.getSign()
                    * SqlParserUtil.intervalToMillis(interval.getIntervalLiteral(), wide);
        } catch (RuntimeException e) {
            return 0;
        }
    }

    /** Whether PERMANENT was said. */
    public boolean isPermanent() {
        return permanent;
    }

    /** In the order written, without repeats; empty without WINDOWS. */
    public List<Window> windows() {
        return windows.stream().map(window -> Nodes.symbol(window, Window.class)).toList();
    }

    public Optional<SqlIdentifier> role() {
        return Optional.ofNullable(role);
    }

    public boolean marksSeen() {
        return marksSeen;
    }

    public boolean excludes() {
        return excludes;
    }

    public boolean rollsUp() {
        return rollsUp;
    }

    /** The column that names the creator; empty to take the only one that there is. */
    public Optional<SqlIdentifier> rollUpColumn() {
        return Optional.ofNullable(rollUpColumn);
    }

    public boolean acceptsUnknown() {
        return acceptsUnknown;
    }

    /** How long events are kept, in milliseconds. */
    public Optional<Long> retentionMillis() {
        return Optional.ofNullable(retention).map(i -> millis((SqlIntervalLiteral) i));
    }

    public boolean marked() {
        return marked;
    }

    public boolean relates() {
        return relates;
    }

    /** How many partners an item has at most, where RELATES says so. */
    public Optional<SqlNode> partners() {
        return Optional.ofNullable(partners);
    }

    @Override
    public List<SqlNode> getOperandList() {
        return ImmutableNullableList.of(
                Nodes.flag(ifNotExists),
                name,
                table,
                by,
                halfLives,
                lifetimes,
                Nodes.flag(permanent),
                windows,
                role,
                Nodes.flag(marksSeen),
                Nodes.flag(excludes),
                Nodes.flag(rollsUp),
                rollUpColumn,
                Nodes.flag(acceptsUnknown),
                retention,
                Nodes.flag(marked),
                Nodes.flag(relates),
                partners);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("CREATE SIGNAL");
        Nodes.writeIfNotExists(writer, ifNotExists);
        name.unparse(writer, 0, 0);
        writer.keyword("ON");
        table.unparse(writer, 0, 0);
        if (by != null) {
            writer.keyword("BY");
            by.unparse(writer, 0, 0);
        }
        writeDecay(writer, "DECAY HALF LIFE", halfLives);
        writeDecay(writer, "DECAY LINEAR", lifetimes);
        if (permanent) {
            writer.keyword("PERMANENT");
        }
        if (!windows.isEmpty()) {
            writer.keyword("WINDOWS");
            Nodes.writeList(writer, windows);
        }
        if (role != null) {
            writer.keyword("ROLE");
            role.unparse(writer, 0, 0);
        }
        if (marksSeen) {
            writer.keyword("MARKS SEEN");
        }
        if (marked) {
            writer.keyword("MARKED");
        }
        if (relates) {
            writer.keyword("RELATES");
        }
        if (partners != null) {
            partners.unparse(writer, 0, 0);
        }
        if (excludes) {
            writer.keyword("EXCLUDES");
        }
        if (rollsUp) {
            writer.keyword("ROLLS UP");
        }
        if (rollUpColumn != null) {
            writer.keyword("TO");
            rollUpColumn.unparse(writer, 0, 0);
        }
        if (acceptsUnknown) {
            writer.keyword("ACCEPTS UNKNOWN");
        }
        if (retention != null) {
            writer.keyword("RETAINS");
            retention.unparse(writer, 0, 0);
        }
    }

    private static void writeDecay(SqlWriter writer, String keywords, SqlNodeList durations) {
        if (!durations.isEmpty()) {
            writer.keyword(keywords);
            SqlWriter.Frame frame = writer.startList("", "");
            Nodes.writeItems(writer, durations);
            writer.endList(frame);
        }
    }
}
