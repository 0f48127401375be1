boolean IfNotExistsOpt() :
{
}
{
    <IF> <NOT> <EXISTS> { return true; }
|
    { return false; }
}

boolean IfExistsOpt() :
{
}
{
    <IF> <EXISTS> { return true; }
|
    { return false; }
}

/** Parses VECTOR(n), the type of an embedding with n components. */
SqlTypeNameSpec VectorTypeName() :
{
    final int dimension;
    final Span s;
}
{
    <VECTOR> { s = span(); }
    <LPAREN> dimension = UnsignedIntLiteral() {
        SyntaxErrors.checkDimension(dimension, getPos());
    }
    <RPAREN> {
        return new SqlVectorTypeNameSpec(dimension, s.end(this));
    }
}

/** Parses [ITEM | USER | CREATOR] TABLE [IF NOT EXISTS] name (column or PRIMARY KEY, …). */
SqlCreate SqlCreateEntityTable(Span s, boolean replace) :
{
    TableKind kind = TableKind.PLAIN;
    final boolean ifNotExists;
    final SqlIdentifier name;
    final List<SqlNode> columns = new ArrayList<SqlNode>();
    SqlNodeList key = null;
    SqlNodeList list;
    final Span body;
}
{
    [
        <ITEM> { kind = TableKind.ITEM; }
    |
        <USER> { kind = TableKind.USER; }
    |
        <CREATOR> { kind = TableKind.CREATOR; }
    ]
    <TABLE> {
        if (replace) {
            throw SyntaxErrors.at(s.end(this),
                "A table cannot be replaced; DROP it first, or use CREATE TABLE IF NOT EXISTS");
        }
    }
    ifNotExists = IfNotExistsOpt()
    name = CompoundIdentifier()
    <LPAREN> { body = span(); }
    key = TableElement(columns, key)
    (
        <COMMA> key = TableElement(columns, key)
    )*
    <RPAREN>
    {
        return new SqlCreateEntityTable(s.end(this), ifNotExists, kind, name,
            new SqlNodeList(columns, body.end(this)), key);
    }
}

/** Parses a column, which it adds to the list, or PRIMARY KEY (…), which it returns. */
SqlNodeList TableElement(List<SqlNode> columns, SqlNodeList key) :
{
    final SqlColumnDefinition column;
    final SqlNodeList list;
}
{
    <PRIMARY> {
        SyntaxErrors.checkOnce(key == null, "PRIMARY KEY", getPos());
    }
    <KEY> list = ParenthesizedSimpleIdentifierList() { return list; }
|
    column = ColumnDefinition() { columns.add(column); return key; }
}

SqlColumnDefinition ColumnDefinition() :
{
    final SqlIdentifier name;
    SqlDataTypeSpec type;
    Boolean nullable = null;
    boolean key = false;
    SqlNode defaultValue = null;
    SqlIdentifier references = null;
    final Span s;
}
{
    name = SimpleIdentifier() { s = Span.of(name); }
    type = DataType()
    (
        <NOT> <NULL> {
            SyntaxErrors.checkOnce(nullable == null, "NULL or NOT NULL", getPos());
            nullable = false;
        }
    |
        <NULL> {
            SyntaxErrors.checkOnce(nullable == null, "NULL or NOT NULL", getPos());
            nullable = true;
        }
    |
        <PRIMARY> { SyntaxErrors.checkOnce(!key, "PRIMARY KEY", getPos()); }
        <KEY> { key = true; }
    |
        <DEFAULT_> { SyntaxErrors.checkOnce(defaultValue == null, "DEFAULT", getPos()); }
        defaultValue = Expression(ExprContext.ACCEPT_NON_QUERY)
    |
        <REFERENCES> { SyntaxErrors.checkOnce(references == null, "REFERENCES", getPos()); }
        references = CompoundIdentifier()
    )*
    {
        return new SqlColumnDefinition(s.end(this), name,
            nullable == null ? type : type.withNullable(nullable),
            key, defaultValue, references);
    }
}

/**
 * Parses SIGNAL [IF NOT EXISTS] name ON table [BY table] and, in any order, DECAY HALF LIFE …,
 * DECAY LINEAR … | PERMANENT, WINDOWS (…), ROLE name, MARKS SEEN, EXCLUDES, ROLLS UP [TO column],
 * MARKED, RELATES [n], ACCEPTS UNKNOWN, RETAINS interval.
 */
SqlCreate SqlCreateSignal(Span s, boolean replace) :
{
    final boolean ifNotExists;
    final SqlIdentifier name;
    final SqlIdentifier table;
    SqlIdentifier by = null;
    final List<SqlNode> halfLives = new ArrayList<SqlNode>();
    final List<SqlNode> lifetimes = new ArrayList<SqlNode>();
    final List<SqlNode> windows = new ArrayList<SqlNode>();
    SqlIdentifier role = null;
    boolean permanent = false;
    boolean marksSeen = false;
    boolean excludes = false;
    boolean rollsUp = false;
    SqlIdentifier rollUpColumn = null;
    boolean acceptsUnknown = false;
    SqlNode retention = null;
    boolean marked = false;
    boolean relates = false;
    SqlNode partners = null;
}
{
    <SIGNAL> {
        if (replace) {
            throw SyntaxErrors.at(s.end(this), "A signal cannot be replaced; DROP it first,"
                + " or use CREATE SIGNAL IF NOT EXISTS");
        }
    }
    ifNotExists = IfNotExistsOpt()
    name = CompoundIdentifier()
    <ON> table = CompoundIdentifier()
    (
        <BY> { SyntaxErrors.checkOnce(by == null, "BY", getPos()); }
        by = CompoundIdentifier()
    |
        <DECAY> { SyntaxErrors.checkNotBoth(permanent, getPos()); }
        (
            <HALF> <LIFE> {
                SyntaxErrors.checkOnce(halfLives.isEmpty(), "DECAY HALF LIFE", getPos());
            }
            Durations("a half-life", halfLives)
        |
            <LINEAR> { SyntaxErrors.checkOnce(lifetimes.isEmpty(), "DECAY LINEAR", getPos()); }
            Durations("a linear decay", lifetimes)
        )
    |
        <PERMANENT> {
            SyntaxErrors.checkOnce(!permanent, "PERMANENT", getPos());
            SyntaxErrors.checkNotBoth(!halfLives.isEmpty() || !lifetimes.isEmpty(), getPos());
            permanent = true;
        }
    |
        <WINDOWS> { SyntaxErrors.checkOnce(windows.isEmpty(), "WINDOWS", getPos()); }
        <LPAREN> AddWindow(windows) ( <COMMA> AddWindow(windows) )* <RPAREN>
    |
        <ROLE> { SyntaxErrors.checkOnce(role == null, "ROLE", getPos()); }
        role = RoleName()
    |
        <MARKS> { SyntaxErrors.checkOnce(!marksSeen, "MARKS SEEN", getPos()); }
        <SEEN> { marksSeen = true; }
    |
        <MARKED> {
            SyntaxErrors.checkOnce(!marked, "MARKED", getPos());
            marked = true;
        }
    |
        <RELATES> {
            SyntaxErrors.checkOnce(!relates, "RELATES", getPos());
            relates = true;
        }
        [ partners = UnsignedNumericLiteral() ]
    |
        <EXCLUDES> {
            SyntaxErrors.checkOnce(!excludes, "EXCLUDES", getPos());
            excludes = true;
        }
    |
        <ROLLS> { SyntaxErrors.checkOnce(!rollsUp, "ROLLS UP", getPos()); }
        <UP> { rollsUp = true; }
        [ <TO> rollUpColumn = SimpleIdentifier() ]
    |
        <ACCEPTS> { SyntaxErrors.checkOnce(!acceptsUnknown, "ACCEPTS UNKNOWN", getPos()); }
        <UNKNOWN> { acceptsUnknown = true; }
    |
        <RETAINS> { SyntaxErrors.checkOnce(retention == null, "RETAINS", getPos()); }
        retention = Duration("a retention")
    )*
    {
        return new SqlCreateSignal(s.end(this), ifNotExists, name, table, by,
            new SqlNodeList(halfLives, halfLives.isEmpty() ? SqlParserPos.ZERO : Span.of(halfLives).pos()),
            new SqlNodeList(lifetimes, lifetimes.isEmpty() ? SqlParserPos.ZERO : Span.of(lifetimes).pos()),
            permanent,
            new SqlNodeList(windows, windows.isEmpty() ? SqlParserPos.ZERO : Span.of(windows).pos()),
            role, marksSeen, excludes, rollsUp, rollUpColumn, acceptsUnknown, retention,
            marked, relates, partners);
    }
}

void Durations(String what, List<SqlNode> list) :
{
    SqlNode duration;
}
{
    duration = Duration(what) { list.add(duration); }
    (
        <COMMA> duration = Duration(what) { list.add(duration); }
    )*
}

/** A role; two of the usual ones are reserved words. */
SqlIdentifier RoleName() :
{
    final SqlIdentifier role;
}
{
    ( <LIKE> | <SKIP_> ) { return new SqlIdentifier(unquotedIdentifier(), getPos()); }
|
    role = SimpleIdentifier() { return role; }
}

/** Parses INTERVAL '7' DAY or INTERVAL 7 DAY. */
SqlNode Duration(String what) :
{
    final String value;
    final SqlIntervalQualifier qualifier;
    final Span s;
}
{
    <INTERVAL> { s = span(); }
    (
        value = SimpleStringLiteral()
    |
        ( <UNSIGNED_INTEGER_LITERAL> | <DECIMAL_NUMERIC_LITERAL> ) { value = token.image; }
    )
    qualifier = IntervalQualifier() {
        return SyntaxErrors.checkDuration(what,
            SqlParserUtil.parseIntervalLiteral(s.end(qualifier), 1, value, qualifier));
    }
}

void AddWindow(List<SqlNode> windows) :
{
    final Window window;
}
{
    (
        <HOUR> { window = Window.HOUR; }
    |
        <DAY> { window = Window.DAY; }
    |
        <WEEK> { window = Window.WEEK; }
    |
        <MONTH> { window = Window.MONTH; }
    |
        <ALL> { window = Window.ALL; }
    )
    {
        SyntaxErrors.checkNewWindow(windows, window, getPos());
        windows.add(SqlLiteral.createSymbol(window, getPos()));
    }
}

/** Parses RELATIONSHIP [IF NOT EXISTS] name FROM table TO table [EXCLUDES]. */
SqlCreate SqlCreateRelationship(Span s, boolean replace) :
{
    final boolean ifNotExists;
    final SqlIdentifier name;
    final SqlIdentifier from;
    final SqlIdentifier to;
    boolean excludes = false;
}
{
    <RELATIONSHIP> {
        if (replace) {
            throw SyntaxErrors.at(s.end(this), "A relationship cannot be replaced; DROP it first,"
                + " or use CREATE RELATIONSHIP IF NOT EXISTS");
        }
    }
    ifNotExists = IfNotExistsOpt()
    name = CompoundIdentifier()
    <FROM> from = CompoundIdentifier()
    <TO> to = CompoundIdentifier()
    [ <EXCLUDES> { excludes = true; } ]
    {
        return new SqlCreateRelationship(s.end(this), ifNotExists, name, from, to, excludes);
    }
}

/** Parses RANKING PROFILE [IF NOT EXISTS] name ON table AS SCORE expression [DIVERSIFY BY …]. */
SqlCreate SqlCreateRankingProfile(Span s, boolean replace) :
{
    final boolean ifNotExists;
    final SqlIdentifier name;
    final SqlIdentifier table;
    final SqlNode score;
    SqlDiversity diversity = null;
}
{
    <RANKING> <PROFILE>
    ifNotExists = IfNotExistsOpt() {
        if (replace && ifNotExists) {
            throw SyntaxErrors.at(getPos(), "OR REPLACE and IF NOT EXISTS exclude each other");
        }
    }
    name = CompoundIdentifier()
    <ON> table = CompoundIdentifier()
    <AS> <SCORE> score = Expression(ExprContext.ACCEPT_NON_QUERY)
    [ diversity = DiversifyClause() ]
    {
        return new SqlCreateRankingProfile(s.end(this), replace, ifNotExists, name, table, score,
            diversity);
    }
}

/**
 * Parses TEXT INDEX [IF NOT EXISTS] [name] ON table (column [BOOST number], …) [ANALYZER name], and
 * VECTOR INDEX [IF NOT EXISTS] [name] ON table (column) and, in any order, METRIC name, QUANTIZED.
 */
SqlCreate SqlCreateIndex(Span s, boolean replace) :
{
    final SqlCreate index;
}
{
    (
        <TEXT> BeginIndex(s, replace)
        index = TextIndex(s)
    |
        <VECTOR> BeginIndex(s, replace)
        index = VectorIndex(s)
    )
    {
        return index;
    }
}

void BeginIndex(Span s, boolean replace) :
{
}
{
    <INDEX> {
        if (replace) {
            throw SyntaxErrors.at(s.end(this), "An index cannot be replaced; DROP it first,"
                + " or use IF NOT EXISTS");
        }
    }
}

SqlCreate TextIndex(Span s) :
{
    final boolean ifNotExists;
    SqlIdentifier name = null;
    final SqlIdentifier table;
    final List<SqlNode> columns = new ArrayList<SqlNode>();
    SqlBoostedColumn column;
    final Span list;
    SqlNodeList columnList;
    SqlIdentifier analyzer = null;
}
{
    ifNotExists = IfNotExistsOpt()
    [ name = CompoundIdentifier() ]
    <ON> table = CompoundIdentifier()
    <LPAREN> { list = span(); }
    column = BoostedColumn() { columns.add(column); }
    (
        <COMMA> column = BoostedColumn() { columns.add(column); }
    )*
    <RPAREN> { columnList = new SqlNodeList(columns, list.end(this)); }
    (
        <ANALYZER> { SyntaxErrors.checkOnce(analyzer == null, "ANALYZER", getPos()); }
        analyzer = SimpleIdentifier()
    )*
    {
        return new SqlCreateTextIndex(s.end(this), ifNotExists, name, table, columnList, analyzer);
    }
}

SqlBoostedColumn BoostedColumn() :
{
    final SqlIdentifier column;
    SqlNumericLiteral boost = null;
    final Span s;
}
{
    column = SimpleIdentifier() { s = Span.of(column); }
    [ <BOOST> boost = UnsignedNumericLiteral() ]
    {
        return new SqlBoostedColumn(s.end(this), column, boost);
    }
}

SqlCreate VectorIndex(Span s) :
{
    final boolean ifNotExists;
    SqlIdentifier name = null;
    final SqlIdentifier table;
    final SqlIdentifier column;
    SqlIdentifier metric = null;
    boolean quantized = false;
}
{
    ifNotExists = IfNotExistsOpt()
    [ name = CompoundIdentifier() ]
    <ON> table = CompoundIdentifier()
    <LPAREN> column = SimpleIdentifier() <RPAREN>
    (
        <METRIC> { SyntaxErrors.checkOnce(metric == null, "METRIC", getPos()); }
        metric = SimpleIdentifier()
    |
        <QUANTIZED> {
            SyntaxErrors.checkOnce(!quantized, "QUANTIZED", getPos());
            quantized = true;
        }
    )*
    {
        return new SqlCreateVectorIndex(s.end(this), ifNotExists, name, table, column, metric,
            quantized);
    }
}

/** Parses ALTER TABLE table REBUILD INDEX name. */
SqlNode SqlAlterTableStatement() :
{
    final SqlIdentifier table;
    final SqlIdentifier index;
    final Span s;
}
{
    <ALTER> { s = span(); }
    <TABLE> table = CompoundIdentifier()
    <REBUILD> <INDEX> index = CompoundIdentifier() {
        return new SqlRebuildIndex(s.end(this), table, index);
    }
}

/** Parses [ITEM | USER | CREATOR] TABLE | SIGNAL | RELATIONSHIP | RANKING PROFILE | INDEX. */
SqlDrop SqlDropObject(Span s, boolean replace) :
{
    ObjectKind kind;
    TableKind tableKind = null;
    final boolean ifExists;
    final SqlIdentifier name;
}
{
    (
        [
            <ITEM> { tableKind = TableKind.ITEM; }
        |
            <USER> { tableKind = TableKind.USER; }
        |
            <CREATOR> { tableKind = TableKind.CREATOR; }
        ]
        <TABLE> { kind = ObjectKind.TABLE; }
    |
        <SIGNAL> { kind = ObjectKind.SIGNAL; }
    |
        <RELATIONSHIP> { kind = ObjectKind.RELATIONSHIP; }
    |
        <RANKING> <PROFILE> { kind = ObjectKind.RANKING_PROFILE; }
    |
        <INDEX> { kind = ObjectKind.INDEX; }
    )
    ifExists = IfExistsOpt()
    name = CompoundIdentifier() {
        return new SqlDropObject(s.end(this), ifExists, kind, tableKind, name);
    }
}

/** Parses LIKE 'pattern'; null without one. */
SqlNode LikeOpt() :
{
    final String pattern;
}
{
    <LIKE> pattern = SimpleStringLiteral() {
        return SqlLiteral.createCharString(pattern, getPos());
    }
|
    { return null; }
}

/** Parses BACKUP TO 'path' [KEEP n]. */
SqlNode SqlBackupStatement() :
{
    final SqlNode path;
    SqlNode keep = null;
    final Span s;
}
{
    <BACKUP> { s = span(); }
    <TO> path = Path()
    [
        <KEEP> keep = UnsignedNumericLiteral() { SyntaxErrors.checkKeep(keep); }
    ]
    {
        return new SqlBackup(s.end(this), path, (SqlLiteral) keep);
    }
}

SqlNode Path() :
{
    final String path;
}
{
    path = SimpleStringLiteral() {
        return SqlLiteral.createCharString(path, getPos());
    }
}

/** Parses CHECKPOINT, VERIFY. */
SqlNode SqlOperationStatement() :
{
}
{
    <CHECKPOINT> { return new SqlOperation(getPos(), SqlOperation.Kind.CHECKPOINT); }
|
    <VERIFY> { return new SqlOperation(getPos(), SqlOperation.Kind.VERIFY); }
}

/**
 * Parses SHOW kinds [LIKE pattern], SHOW COLUMNS FROM table, SHOW CREATE kind name, SHOW BACKUPS IN
 * 'path'.
 */
SqlNode SqlShowStatement() :
{
    final ObjectKind kind;
    final SqlIdentifier name;
    final SqlNode pattern;
    final Span s;
}
{
    <SHOW> { s = span(); }
    (
        <CREATE>
        (
            <TABLE> { kind = ObjectKind.TABLE; }
        |
            <SIGNAL> { kind = ObjectKind.SIGNAL; }
        |
            <RELATIONSHIP> { kind = ObjectKind.RELATIONSHIP; }
        |
            <RANKING> <PROFILE> { kind = ObjectKind.RANKING_PROFILE; }
        |
            <INDEX> { kind = ObjectKind.INDEX; }
        )
        name = CompoundIdentifier() {
            return new SqlShowCreate(s.end(this), kind, name);
        }
    |
        <BACKUPS> <IN> pattern = Path() {
            return new SqlShowBackups(s.end(this), pattern);
        }
    |
        <COLUMNS> <FROM> name = CompoundIdentifier()
        pattern = LikeOpt()
        {
            return new SqlShowColumns(s.end(this), name, pattern);
        }
    |
        (
            <TABLES> { kind = ObjectKind.TABLE; }
        |
            <SIGNALS> { kind = ObjectKind.SIGNAL; }
        |
            <RELATIONSHIPS> { kind = ObjectKind.RELATIONSHIP; }
        |
            <RANKING> <PROFILES> { kind = ObjectKind.RANKING_PROFILE; }
        |
            <INDEXES> { kind = ObjectKind.INDEX; }
        )
        pattern = LikeOpt()
        {
            return new SqlShow(s.end(this), kind, pattern);
        }
    )
}
