package io.tidaldb.sql.runtime;

import io.tidaldb.column.DoubleColumn;
import io.tidaldb.column.OrdinalSet;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.ledger.LinearView;
import io.tidaldb.ledger.SignalLedger;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.Window;
import io.tidaldb.session.Cancellation;
import io.tidaldb.store.Store;

import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.linq4j.QueryProvider;
import org.apache.calcite.schema.SchemaPlus;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One execution of one statement. Its moment is read from the store's clock once, when it is made,
 * and every decay, window and freshness of the statement is taken at it. Used by one thread.
 */
public final class StatementContext implements DataContext {
    private static final double MILLIS_PER_HOUR = 3_600_000;

    private final Store store;
    private final Schema schema;
    private final JavaTypeFactory typeFactory;
    private Object[] parameters;
    private final Cancellation cancellation;
    private final long now;
    private final long readPosition;
    private final Set<String> warnings = new LinkedHashSet<>();
    private final SignalReaders readers = new SignalReaders(this);
    private final Map<List<Object>, LinearView> linearViews = new HashMap<>();
    private final Map<List<Object>, OrdinalSet> personalSets = new HashMap<>();
    private final Map<List<Object>, DoubleColumn> socialMarks = new HashMap<>();
    private final Map<String, Retrieval> retrievals = new HashMap<>();
    private Stages stages;
    private Map<String, Object> planObjects = Map.of();
    private Object[] inputRecord;

    public StatementContext(
            Store store,
            Schema schema,
            JavaTypeFactory typeFactory,
            Object[] parameters,
            Cancellation cancellation) {
        this.store = store;
        this.schema = schema;
        this.typeFactory = typeFactory;
        this.parameters = parameters;
        this.cancellation = cancellation;
        this.now = store.clock().now();
        this.readPosition = store.position();
        store.advanceTo(now);
    }

    public Store store() {
        return store;
    }

    /** The statement's moment, in milliseconds since the epoch. */
    public long now() {
        return now;
    }

    /** The log position up to which everything is visible to the statement, and maybe more. */
    public long readPosition() {
        return readPosition;
    }

    /** Gives the statement's next execution in a batch other values; its moment stays. */
    public void setParameters(Object[] values) {
        parameters = values;
        personalSets.clear();
        socialMarks.clear();
        linearViews.clear();
        retrievals.clear();
    }

    /** The value of a parameter in the engine's representation, or null. */
    public Object parameter(int index) {
        return parameters[index];
    }

    public void warn(String warning) {
        warnings.add(warning);
    }

    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /**
     * @throws TidalException {@link ErrorCode#CANCELLED} if the statement was cancelled
     */
    public void checkCancelled() {
        cancellation.check();
    }

    /** Gives generated code the objects that its plan put aside for it. */
    public void setPlanObjects(Map<String, Object> objects) {
        planObjects = objects;
    }

    /** Sets the row that a compiled scalar expression reads next. */
    public void setInputRecord(Object[] row) {
        inputRecord = row;
    }

    /**
     * The value of DECAY for a key; 0 for a row without events, null for a NULL key.
     *
     * @param creators whether the key is that of a creator to whom the signal is rolled up
     */
    public Double decay(boolean creators, String signal, long durationMillis, Object key) {
        return key == null
                ? null
                : readers.reader(signal, creators, now).decayed(key, durationMillis, now);
    }

    /** The value of COUNT_OVER for a key. */
    public Double countOver(boolean creators, String signal, String window, Object key) {
        return key == null
                ? null
                : readers.reader(signal, creators, now).windowSum(key, Window.valueOf(window));
    }

    /** The value of VELOCITY for a key: the window's sum per hour. */
    public Double velocity(boolean creators, String signal, String window, Object key) {
        return key == null
                ? null
                : readers.reader(signal, creators, now).velocity(key, Window.valueOf(window));
    }

    /** The value of VELOCITY against a baseline for a key; 0 where that is 0. */
    public Double relativeVelocity(
            boolean creators, String signal, String window, String baseline, Object key) {
        return key == null
                ? null
                : readers.reader(signal, creators, now)
                        .relativeVelocity(key, Window.valueOf(window), Window.valueOf(baseline));
    }

    /** The value of DECAY for a key at a moment that has passed. */
    public Double decayAsOf(
            boolean creators, String signal, long durationMillis, Object key, Long moment) {
        long at = requireMoment(moment);
        return key == null
                ? null
                : readers.reader(signal, creators, at).decayed(key, durationMillis, at);
    }

    /** The value of COUNT_OVER for a key at a moment that has passed. */
    public Double countOverAsOf(
            boolean creators, String signal, String window, Object key, Long moment) {
        long at = requireMoment(moment);
        return key == null
                ? null
                : readers.reader(signal, creators, at).windowSum(key, Window.valueOf(window));
    }

    /** The value of VELOCITY for a key at a moment that has passed. */
    public Double velocityAsOf(
            boolean creators, String signal, String window, Object key, Long moment) {
        long at = requireMoment(moment);
        return key == null
                ? null
                : readers.reader(signal, creators, at).velocity(key, Window.valueOf(window));
    }

    /** The value of VELOCITY against a baseline for a key at a moment that has passed. */
    public Double relativeVelocityAsOf(
            boolean creators,
            String signal,
            String window,
            String baseline,
            Object key,
            Long moment) {
        long at = requireMoment(moment);
        return key == null
                ? null
                : readers.reader(signal, creators, at)
                        .relativeVelocity(key, Window.valueOf(window), Window.valueOf(baseline));
    }

    /** The value of FRESHNESS at a moment that has passed. */
    public Double freshnessAsOf(Long timestamp, Long halfLifeMillis, Long moment) {
        return freshnessAt(timestamp, halfLifeMillis, requireMoment(moment));
    }

    /** The value of AGE at a moment that has passed. */
    public Double ageAsOf(Long timestamp, Long moment) {
        return ageAt(timestamp, requireMoment(moment));
    }

    /** The value of FRESHNESS: 1 for what is new, halved with each half-life of age. */
    public Double freshness(Long timestamp, Long halfLifeMillis) {
        return freshnessAt(timestamp, halfLifeMillis, now);
    }

    private static Double freshnessAt(Long timestamp, Long halfLifeMillis, long now) {
        if (timestamp == null || halfLifeMillis == null) {
            return null;
        }
        long age = Math.max(0, now - timestamp);
        return Math.pow(2, -(double) age / halfLifeMillis);
    }

    /** The value of AGE, in hours; 0 for what lies in the future. */
    public Double age(Long timestamp) {
        return ageAt(timestamp, now);
    }

    private static Double ageAt(Long timestamp, long now) {
        return timestamp == null ? null : Math.max(0, now - timestamp) / MILLIS_PER_HOUR;
    }

    /** {@link io.tidaldb.sql.function.ContainsFunction}. */
    public Boolean contains(List<?> array, Object element) {
        return ArrayElements.contains(array, element);
    }

    /** Whether a user has seen an item; false where either is unknown. */
    public Boolean seen(String userTable, Object user, String itemTable, Object item) {
        return member(PersonalSet.SEEN, userTable, user, itemTable, item);
    }

    /** Whether a user follows an item's creator, or the item itself. */
    public Boolean followed(String userTable, Object user, String relationship, Object target) {
        if (user == null || target == null) {
            return false;
        }
        OrdinalSet targets = edges(userTable, user, relationship);
        int ordinal =
                store.table(schema.relationship(relationship).orElseThrow().toTable())
                        .ordinal(target);
        return ordinal >= 0 && targets.contains(ordinal);
    }

    /** Whether a user has hidden an item for good. */
    public Boolean excluded(String userTable, Object user, String itemTable, Object item) {
        return member(PersonalSet.EXCLUDED, userTable, user, itemTable, item);
    }

    /** Whether a user has events of a signal on an item; false where either is unknown. */
    public Boolean marked(String userTable, Object user, String signal, Object item) {
        int ordinal = markedOrdinal(signal, item);
        return ordinal >= 0 && marks(userTable, user, signal).contains(ordinal);
    }

    /** How many of those whom a user reaches over a relationship have events on an item. */
    public Long markedBy(
            String userTable,
            Object user,
            String signal,
            String relationship,
            Integer depth,
            Object item) {
        int ordinal = markedOrdinal(signal, item);
        return ordinal < 0
                ? 0
                : (long) marksBy(userTable, user, signal, relationship, depth).value(ordinal);
    }

    private int markedOrdinal(String signal, Object item) {
        return item == null ? -1 : store.table(signal(signal).targetTable()).ordinal(item);
    }

    private SignalDefinition signal(String name) {
        return schema.signal(name).orElseThrow();
    }

    /** The items that a user has events of a signal on; none for an unknown user. */
    public OrdinalSet marks(String userTable, Object user, String signal) {
        return personalSets.computeIfAbsent(
                List.of("marks", userTable, user == null ? "" : user, signal),
                key -> {
                    int ordinal = userOrdinal(userTable, user);
                    return ordinal < 0
                            ? OrdinalSet.EMPTY
                            : store.marked(signal(signal).id()).of(ordinal);
                });
    }

    /** For each item, how many of those whom a user reaches have events of a signal on it. */
    public DoubleColumn marksBy(
            String userTable, Object user, String signal, String relationship, int depth) {
        return socialMarks.computeIfAbsent(
                List.of(userTable, user == null ? "" : user, signal, relationship, depth),
                key -> {
                    int ordinal = userOrdinal(userTable, user);
                    if (ordinal < 0) {
                        return DoubleColumn.ofSums();
                    }
                    SocialMarks marks =
                            new SocialMarks(
                                    store.table(tableId(userTable))::compareKeys,
                                    store.relationship(
                                            schema.relationship(relationship).orElseThrow().id()),
                                    SocialMarks.MAX_PEOPLE,
                                    this::checkCancelled);
                    DoubleColumn counts =
                            marks.count(ordinal, depth, store.marked(signal(signal).id()));
                    if (marks.isCut()) {
                        warn(
                                "MARKED_BY counts at most "
                                        + SocialMarks.MAX_PEOPLE
                                        + " people, over edges of the most weight and then the"
                                        + " newest, and "
                                        + SocialMarks.MAX_ITEMS
                                        + " items of theirs; more were left out");
                    }
                    return counts;
                });
    }

    /** The items of a table that are in a user's set; empty for an unknown user. */
    public OrdinalSet personalSet(
            PersonalSet set, String userTable, Object user, String itemTable) {
        return personalSets.computeIfAbsent(
                List.of(set, userTable, user == null ? "" : user, itemTable),
                key -> {
                    int ordinal = userOrdinal(userTable, user);
                    if (ordinal < 0) {
                        return OrdinalSet.EMPTY;
                    }
                    int items = tableId(itemTable);
                    int users = tableId(userTable);
                    return switch (set) {
                        case SEEN -> store.seen(items, users).of(ordinal);
                        case EXCLUDED -> store.excluded(items, users).of(ordinal);
                    };
                });
    }

    /** What a user's edges lead to; empty for an unknown user. */
    public OrdinalSet edges(String userTable, Object user, String relationship) {
        return personalSets.computeIfAbsent(
                List.of("edges", userTable, user == null ? "" : user, relationship),
                key -> {
                    int ordinal = userOrdinal(userTable, user);
                    return ordinal < 0
                            ? OrdinalSet.EMPTY
                            : store.relationship(
                                            schema.relationship(relationship).orElseThrow().id())
                                    .targets(ordinal);
                });
    }

    /** RANK_SCORE outside a ranked statement, where it has no value. */
    public Double rankScore() {
        throw new TidalException(
                ErrorCode.INVALID_STATEMENT, "RANK_SCORE() needs RANK USING or RANK BY");
    }

    /** Has the stages of the statement's execution noted from now on. */
    public Stages noteStages() {
        stages = new Stages();
        return stages;
    }

    /** Where to note what a stage did; null unless someone wants to know. */
    public Stages stages() {
        return stages;
    }

    /** Whether it is known already what MATCH and NEAR of a ranked SELECT found. */
    public boolean hasRetrieval(String name) {
        return retrievals.containsKey(name);
    }

    /** Notes what MATCH and NEAR of a ranked SELECT found. */
    public void setRetrieval(String name, Retrieval retrieval) {
        retrievals.put(name, retrieval);
    }

    /** What MATCH and NEAR of a ranked SELECT found. */
    public Retrieval retrieval(String name) {
        Retrieval found = retrievals.get(name);
        if (found == null) {
            throw searchedTooLate();
        }
        return found;
    }

    private static TidalException searchedTooLate() {
        return new TidalException(
                ErrorCode.FEATURE_NOT_SUPPORTED,
                "MATCH, NEAR, RELATED ITEM and CANDIDATES FROM search one table before it is"
                        + " joined, which cannot be the optional side of an outer join; put the"
                        + " ranked SELECT in a sub-query, and join its result");
    }

    /** RETRIEVED where no scan of a table did it. */
    public Boolean retrieved(String name, Object key) {
        return retrieval(name).contains(ordinal(name, key));
    }

    /** RELATED_TO where no scan of a table did it. */
    public Boolean relatedTo(String name, String signal, Object item, Object key) {
        throw searchedTooLate();
    }

    /** CANDIDATE_IF where no scan of a table did it. */
    public Boolean candidateIf(String name, Boolean condition) {
        throw searchedTooLate();
    }

    /** CANDIDATE_BY where no scan of a table did it. */
    public Boolean candidateBy(String name, Long count) {
        throw searchedTooLate();
    }

    /** CANDIDATE_LIMIT where no scan of a table did it. */
    public Boolean candidateLimit(String name, Long rows, Object key) {
        throw searchedTooLate();
    }

    /** The value of RELATED_SCORE for a key. */
    public Double relatedScore(String name, Object key) {
        return retrieval(name).relatedScores().value(ordinal(name, key));
    }

    /** The value of TEXT_SCORE for a key. */
    public Double textScore(String name, Object key) {
        return retrieval(name).textScores().value(ordinal(name, key));
    }

    /** The value of NORMALIZED(TEXT_SCORE()) for a key. */
    public Double normalizedTextScore(String name, Object key) {
        return retrieval(name).normalizedTextScores().value(ordinal(name, key));
    }

    /** The value of VECTOR_SCORE for a key, by one NEAR of several. */
    public Double vectorScore(String name, Integer near, Object key) {
        return retrieval(name).vectorScores(near).value(ordinal(name, key));
    }

    /** The value of NORMALIZED(VECTOR_SCORE()) likewise. */
    public Double normalizedVectorScore(String name, Integer near, Object key) {
        return retrieval(name).normalizedVectorScores(near).value(ordinal(name, key));
    }

    /** The value of RRF for a key. */
    public Double reciprocalRankFusion(String name, Object key) {
        return retrieval(name).fused().value(ordinal(name, key));
    }

    /**
     * The value of SNIPPET for a text; null for NULL.
     *
     * @param column the text's place in MATCH's index
     */
    public String snippet(String name, Integer column, String text, Integer length) {
        return text == null || length == null
                ? null
                : retrieval(name).snippet(column, text, length);
    }

    /** A row that has gone meanwhile has the values of one that was not found. */
    private int ordinal(String retrieval, Object key) {
        Retrieval found = retrieval(retrieval);
        int ordinal = found.row() < 0 ? found.table().ordinal(key) : found.row();
        return ordinal < 0 ? Integer.MAX_VALUE : ordinal;
    }

    private boolean member(
            PersonalSet set, String userTable, Object user, String itemTable, Object item) {
        if (item == null) {
            return false;
        }
        int ordinal = store.table(tableId(itemTable)).ordinal(item);
        return ordinal >= 0 && personalSet(set, userTable, user, itemTable).contains(ordinal);
    }

    private int userOrdinal(String userTable, Object user) {
        if (user == null) {
            // Nobody in particular, which is no mistake.
            return -1;
        }
        int ordinal = store.table(tableId(userTable)).ordinal(user);
        if (ordinal < 0) {
            warn("there is no row " + user + " in " + userTable + "; nothing personal was applied");
        }
        return ordinal;
    }

    private int tableId(String table) {
        return schema.table(table).orElseThrow().id();
    }

    /**
     * The moment of FOR SYSTEM_TIME, if it is one that the store can answer for.
     *
     * @throws TidalException {@link ErrorCode#INVALID_TIMESTAMP} if it is not
     */
    public long requireMoment(Long moment) {
        return readers.require(moment);
    }

    /**
     * What a signal adds up to for its targets, or for the creators of these.
     *
     * @param moment as of when: now, or a moment that has passed
     */
    public SignalLedger ledger(SignalDefinition signal, boolean forCreators, long moment) {
        return readers.reader(signal.name(), forCreators, moment).ledger();
    }

    /** Its linearly decayed values, always the same: two columns that belong together. */
    public LinearView linear(
            SignalDefinition signal, boolean forCreators, int lifetimeIndex, long moment) {
        return linearViews.computeIfAbsent(
                List.of(signal.id(), forCreators, lifetimeIndex, moment),
                key -> ledger(signal, forCreators, moment).linear(lifetimeIndex, moment));
    }

    Schema schema() {
        return schema;
    }

    @Override
    public SchemaPlus getRootSchema() {
        return null;
    }

    @Override
    public JavaTypeFactory getTypeFactory() {
        return typeFactory;
    }

    @Override
    public QueryProvider getQueryProvider() {
        throw new UnsupportedOperationException("plans hold their own tables");
    }

    @Override
    public Object get(String name) {
        if (name.startsWith("?")) {
            return CalciteValues.toCalcite(
                    parameters[Integer.parseInt(name, 1, name.length(), 10)]);
        }
        return switch (name) {
            case "inputRecord" -> inputRecord;
            // Every time zone of the engine is UTC, so all of these are the same number.
            case "utcTimestamp", "currentTimestamp", "localTimestamp" -> now;
            case "timeZone" -> java.util.TimeZone.getTimeZone("UTC");
            case "cancelFlag" -> cancellation.flag();
            case "locale" -> java.util.Locale.ROOT;
            case "user", "systemUser" -> "tidal";
            default -> planObjects.get(name);
        };
    }
}
