/**
 * Parses the clauses that make a SELECT a ranked one, in any order, each at most once:
 * RANK USING profile | RANK BY expression, FOR USER expression, MATCH …, NEAR …, DIVERSIFY BY …;
 * but NEAR once for each of several columns.
 * NEAR is not the first of them: after a table it would be an alias.
 */
SqlRanking RankingClauses() :
{
    final RankingParts parts = new RankingParts();
    final Span s = Span.of();
}
{
    RankingClause(parts, s)
    (
        RankingClause(parts, s)
    |
        NearClause(parts, s)
    )*
    {
        return parts.ranking(s.end(this));
    }
}

void RankingClause(RankingParts parts, Span s) :
{
    final SqlIdentifier profile;
    final SqlNode expression;
    final SqlDiversity diversity;
    boolean fuzzy = false;
    final Span match;
}
{
    <RANK> {
        parts.beginRank(getPos());
        s.add(this);
    }
    (
        <USING> profile = CompoundIdentifier() { parts.using(profile); }
    |
        <BY> expression = Expression(ExprContext.ACCEPT_SUB_QUERY) { parts.by(expression); }
    )
|
    <FOR> {
        parts.beginUser(getPos());
        s.add(this);
    }
    <USER> expression = Expression(ExprContext.ACCEPT_SUB_QUERY) { parts.user(expression); }
|
    <MATCH> {
        parts.beginMatch(getPos());
        s.add(this);
        match = span();
    }
    expression = Expression(ExprContext.ACCEPT_SUB_QUERY)
    [ <FUZZY> { fuzzy = true; } ]
    {
        parts.match(new SqlTextMatch(match.end(this), expression, fuzzy));
    }
|
    diversity = DiversifyClause() {
        parts.diversify(diversity);
        s.add(diversity);
    }
}

/**
 * Parses NEAR [column TO] expression | NEAR [column TO] ITEM expression; the name item needs quotes
 * as an expression.
 */
void NearClause(RankingParts parts, Span s) :
{
    SqlIdentifier column = null;
    final SqlNode target;
    boolean item = false;
    final Span near;
}
{
    <NEAR> {
        parts.beginNear(getPos());
        s.add(this);
        near = span();
    }
    [ LOOKAHEAD(CompoundIdentifier() <TO>) column = CompoundIdentifier() <TO> ]
    [ LOOKAHEAD(1) <ITEM> { item = true; } ]
    target = Expression(ExprContext.ACCEPT_SUB_QUERY) {
        parts.near(new SqlVectorNear(near.end(this), column, target, item));
    }
}

/** Parses DIVERSIFY BY column MAX n [, column MAX n]* [STRICT]. */
SqlDiversity DiversifyClause() :
{
    final List<SqlNode> caps = new ArrayList<SqlNode>();
    SqlDiversityCap cap;
    boolean strict = false;
    final Span s;
}
{
    <DIVERSIFY> { s = span(); }
    <BY>
    cap = DiversityCap() { caps.add(cap); }
    (
        // A comma after a cap always begins another cap, also inside an argument list.
        LOOKAHEAD(1)
        <COMMA> cap = DiversityCap() { caps.add(cap); }
    )*
    [ <STRICT> { strict = true; } ]
    {
        return new SqlDiversity(s.end(this),
            new SqlNodeList(caps, Span.of(caps).pos()), strict);
    }
}

SqlDiversityCap DiversityCap() :
{
    final SqlIdentifier column;
    final SqlNode max;
}
{
    column = CompoundIdentifier()
    <MAX>
    max = UnsignedNumericLiteralOrParam() {
        SyntaxErrors.checkCap(column, max);
        return new SqlDiversityCap(Span.of(column, max).pos(), column, max);
    }
}
