package io.tidaldb.sql.parse;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.parser.SqlAbstractParserImpl;

/** Says in a few words what may stand at a place where the parser would accept many tokens. */
final class Expectation {
    private static final int MAX_ITEMS = 8;

    /** What people most often mean, most useful first. */
    private static final List<String> USEFUL =
            List.of(
                    "SELECT", "FROM", "TABLE", "WHERE", "RANK", "USING", "BY", "USER", "FOR",
                    "DIVERSIFY", "MAX", "LIMIT", "ORDER", "GROUP", "ON", "TO", "AS", "SCORE",
                    "VALUES", "SET", "INTO", "ITEM", "CREATOR", "SIGNAL", "RELATIONSHIP",
                    "RANKING", "PROFILE", "(", ")", ",", "HAVING", "OFFSET", "JOIN", "UNION",
                    "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "SHOW", "EXPLAIN", "WITH",
                    "MERGE");

    /** Tokens that only follow a whole operand. */
    private static final Set<String> OPERATORS =
            Set.of(
                    "+", "-", "*", "/", "%", "||", "=", "<", ">", "<=", ">=", "<>", "!=", "^", "&",
                    "|", "<<", "[", ".", ":", "=>", "->", "..", "%%", "$", "AND", "OR", "IS", "IN",
                    "NOT", "BETWEEN", "LIKE", "ILIKE", "RLIKE", "SIMILAR", "MEMBER", "SUBMULTISET",
                    "CONTAINS", "OVERLAPS", "EQUALS", "PRECEDES", "SUCCEEDS", "IMMEDIATELY",
                    "MULTISET", "FORMAT", "COLLATE");

    private Expectation() {}

    /**
     * At most eight items, separated by commas and a last "or"; empty when nothing helps.
     *
     * @param tokens as JavaCC names them: {@code <CLASS>} or {@code "WORD"} in quotes
     */
    static String describe(Set<String> tokens, SqlAbstractParserImpl.Metadata words) {
        boolean name = tokens.contains("<IDENTIFIER>");
        boolean number = tokens.contains("<UNSIGNED_INTEGER_LITERAL>");
        boolean text = tokens.contains("<QUOTED_STRING>");
        boolean expression = name && number && text;
        boolean operator = tokens.contains("\"+\"") && tokens.contains("\"||\"");

        Set<String> items = new LinkedHashSet<>();
        if (expression) {
            items.add("an expression");
        } else {
            addIf(name, "a name", items);
            addIf(number, "a number", items);
            addIf(text, "a string", items);
        }
        List<String> keywords = new ArrayList<>();
        for (String token : tokens) {
            if (!token.startsWith("\"")) {
                continue;
            }
            String word = token.substring(1, token.length() - 1);
            boolean covered =
                    name && words.isNonReservedKeyword(word)
                            || expression && startsExpression(word)
                            || operator && OPERATORS.contains(word);
            if (!covered) {
                keywords.add(word);
            }
        }
        keywords.sort(Comparator.comparingInt(Expectation::rank).thenComparing(w -> w));
        keywords.stream().limit(MAX_ITEMS - items.size() - 2L).forEach(items::add);
        addIf(operator, "an operator", items);
        addIf(tokens.contains("<EOF>"), "the end of the statement", items);
        return join(new ArrayList<>(items));
    }

    /** Beside an expression the only other useful beginnings are of queries. */
    private static boolean startsExpression(String word) {
        return !word.equals("SELECT") && !word.equals(")") && !word.equals("*");
    }

    private static int rank(String word) {
        int rank = USEFUL.indexOf(word);
        return rank < 0 ? USEFUL.size() : rank;
    }

    private static void addIf(boolean condition, String item, Set<String> items) {
        if (condition) {
            items.add(item);
        }
    }

    private static String join(List<String> items) {
        if (items.size() < 2) {
            return String.join("", items);
        }
        return String.join(", ", items.subList(0, items.size() - 1))
                + " or "
                + items.getLast();
    }
}
