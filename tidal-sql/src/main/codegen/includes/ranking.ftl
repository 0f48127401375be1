/**
 * Parses the clauses that make a SELECT a ranked one, in any order, each at most once:
 * RANK USING profile | RANK BY expression, FOR USER expression, DIVERSIFY BY …
 */
SqlRanking RankingClauses() :
{
    SqlIdentifier profile = null;
    SqlNode score = null;
    SqlNode user = null;
    SqlDiversity diversity = null;
    SqlParserPos rankPos = null;
    SqlParserPos firstPos = null;
    String first = null;
    SqlDiversity clause;
    final Span s = Span.of();
}
{
    (
        <RANK> {
            SyntaxErrors.checkOnce(rankPos == null, "RANK", getPos());
            rankPos = getPos();
            s.add(this);
        }
        (
            <USING> profile = CompoundIdentifier()
        |
            <BY> score = Expression(ExprContext.ACCEPT_SUB_QUERY)
        )
    |
        <FOR> {
            SyntaxErrors.checkOnce(user == null, "FOR USER", getPos());
            if (firstPos == null) { firstPos = getPos(); first = "FOR USER"; }
            s.add(this);
        }
        <USER> user = Expression(ExprContext.ACCEPT_SUB_QUERY)
    |
        clause = DiversifyClause() {
            SyntaxErrors.checkOnce(diversity == null, "DIVERSIFY BY", clause.getParserPosition());
            if (firstPos == null) { firstPos = clause.getParserPosition(); first = "DIVERSIFY BY"; }
            diversity = clause;
            s.add(clause);
        }
    )+
    {
        if (rankPos == null) {
            throw SyntaxErrors.rankMissing(first, firstPos);
        }
        return new SqlRanking(s.end(this), profile, score, user, diversity);
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
