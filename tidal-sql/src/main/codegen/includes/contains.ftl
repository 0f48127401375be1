/**
 * Parses array [NOT] CONTAINS element, array [NOT] CONTAINS ANY (element, …) and
 * array [NOT] CONTAINS ALL (element, …) after the array.
 */
void ContainsExpression(List<Object> list, ExprContext exprContext, Span s) :
{
    boolean negated = false;
    ContainsOperator.Quantifier quantifier = ContainsOperator.Quantifier.ONE;
    SqlNodeList elements;
}
{
    [ <NOT> { negated = true; } ]
    <CONTAINS> {
        checkNonQueryExpression(exprContext);
        s.clear().add(this);
    }
    (
        (
            <ANY> { quantifier = ContainsOperator.Quantifier.ANY; }
        |
            <ALL> { quantifier = ContainsOperator.Quantifier.ALL; }
        )
        elements = ParenthesizedQueryOrCommaList(ExprContext.ACCEPT_NONCURSOR) {
            list.add(new SqlParserUtil.ToTreeListItem(ContainsOperator.of(quantifier, negated), s.pos()));
            list.add(elements);
        }
    |
        {
            list.add(new SqlParserUtil.ToTreeListItem(ContainsOperator.of(quantifier, negated), s.pos()));
        }
        AddExpression2b(list, ExprContext.ACCEPT_SUB_QUERY)
    )
}
