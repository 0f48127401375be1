package io.tidaldb.sql.parse;

import org.apache.calcite.sql.parser.SqlAbstractParserImpl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Says in a few words what may stand at a place where the parser would accept many tokens. */
final class Expectation {
    private static final int MAX_ITEMS = 8;

    /** What people most often mean, most useful first. */
    private static final List<String> USEFUL =
            List.of(
                    ")",
                    ",",
                    "(",
                    "SELECT",
                    "FROM",
                    "TABLE",
                    "WHERE",
                    "RANK",
                    "USING",
                    "BY",
                    "USER",
                    "FOR",
                    "DIVERSIFY",
                    "MAX",
                    "LIMIT",
                    "ORDER",
                    "GROUP",
                    "ON",
                    "TO",
                    "AS",
                    "SCORE",
                    "VALUES",
                    "SET",
                    "INTO",
                    "ITEM",
                    "CREATOR",
                    "SIGNAL",
                    "RELATIONSHIP",
                    "RANKING",
                    "HAVING",
                    "OFFSET",
                    "JOIN",
                    "UNION",
                    "INSERT",
                    "UPDATE",
                    "DELETE",
                    "CREATE",
                    "DROP",
                    "SHOW",
                    "EXPLAIN",
                    "WITH",
                    "MERGE");

    /** Tokens that only follow a whole operand. */
    private static final Set<String> OPERATORS =
            Set.of(
                    "+",
                    "-",
                    "*",
                    "/",
                    "%",
                    "||",
                    "=",
                    "<",
                    ">",
                    "<=",
                    ">=",
                    "<>",
                    "!=",
                    "^",
                    "&",
                    "|",
                    "<<",
                    "[",
                    ".",
                    ":",
                    "=>",
                    "->",
                    "..",
                    "%%",
                    "$",
                    "AND",
                    "OR",
                    "IS",
                    "IN",
                    "NOT",
                    "BETWEEN",
                    "LIKE",
                    "ILIKE",
                    "RLIKE",
                    "SIMILAR",
                    "MEMBER",
                    "SUBMULTISET",
                    "CONTAINS",
                    "OVERLAPS",
                    "EQUALS",
                    "PRECEDES",
                    "SUCCEEDS",
                    "IMMEDIATELY",
                    "MULTISET",
                    "FORMAT",
                    "COLLATE");

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
        // Where the parser looks ahead at an operand or a table it reports only a part of them.
        boolean expression =
                name && number && text
                        || tokens.contains("\"+\"") && tokens.contains("\"EXISTS\"")
                        || tokens.contains("\"*\"") && !name && !text;
        boolean table = tokens.contains("\"LATERAL\"");
        boolean operator = tokens.contains("\"+\"") && tokens.contains("\"||\"");
        expression &= !operator;

        Set<String> items = new LinkedHashSet<>();
        if (expression) {
            items.add("an expression");
        } else {
            addIf(name || table, table ? "a table" : "a name", items);
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
                            || table && (word.equals("LATERAL") || word.equals("TABLE"))
                            || operator && OPERATORS.contains(word);
            if (!covered) {
                keywords.add(word);
            }
        }
        keywords.sort(Comparator.comparingInt(Expectation::rank).thenComparing(w -> w));
        boolean end = tokens.contains("<EOF>");
        int room = MAX_ITEMS - items.size() - (operator ? 1 : 0) - (end ? 1 : 0);
        keywords.stream().limit(room).map(w -> w.equals(",") ? "a comma" : w).forEach(items::add);
        addIf(operator, "an operator", items);
        addIf(end, "the end of the statement", items);
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
        return String.join(", ", items.subList(0, items.size() - 1)) + " or " + items.getLast();
    }
}
