package io.tidaldb.text;

import io.tidaldb.text.QueryScanner.Kind;
import io.tidaldb.text.QueryScanner.Token;
import io.tidaldb.text.TextNode.Group;
import io.tidaldb.text.TextNode.Member;
import io.tidaldb.text.TextNode.Need;
import io.tidaldb.text.TextNode.Phrase;
import io.tidaldb.text.TextNode.Prefix;
import io.tidaldb.text.TextNode.Role;
import io.tidaldb.text.TextNode.Word;

import org.apache.lucene.analysis.Analyzer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the language that {@link TextQuery} describes. What has no words becomes null. */
final class QueryParser {
    private static final int ONE_EDIT_LENGTH = 3;
    private static final int TWO_EDITS_LENGTH = 6;

    /** Beyond this Lucene may find a word too complex to be varied. */
    private static final int MAX_FUZZY_LENGTH = 64;

    private final boolean fuzzy;
    private final Analyzer analyzer;
    private final List<Token> tokens;
    private int at;
    private int wordsLeft = TextQuery.MAX_WORDS;
    private int fuzzyLeft = TextQuery.MAX_FUZZY_WORDS;
    private boolean cut;

    QueryParser(String text, TextIndexDefinition definition, boolean fuzzy) {
        this.fuzzy = fuzzy;
        analyzer = definition.wordAnalyzer();
        cut = text.length() > TextQuery.MAX_LENGTH;
        int end = cut ? TextQuery.MAX_LENGTH : text.length();
        tokens = new QueryScanner(text, end, definition).scan();
    }

    boolean isCut() {
        return cut;
    }

    TextNode parse() {
        Member whole = list(0, TextNode.ANY_COLUMN);
        return whole == null || whole.role() == Role.EXCLUDED ? null : whole.node();
    }

    /** What stands beside another, up to the parenthesis that closes it. */
    private Member list(int depth, int column) {
        Set<Member> members = new LinkedHashSet<>();
        while (at < tokens.size()) {
            if (tokens.get(at).kind() == Kind.CLOSE) {
                at++;
                if (depth > 0) {
                    break;
                }
                continue;
            }
            Member member = either(depth, column);
            if (member != null) {
                members.add(member);
            }
        }
        return group(Need.ENOUGH, members);
    }

    private Member either(int depth, int column) {
        Member first = both(depth, column);
        if (!joins(Kind.OR)) {
            return first;
        }
        Set<Member> members = new LinkedHashSet<>();
        addWithoutPlus(members, first);
        while (joins(Kind.OR)) {
            at++;
            addWithoutPlus(members, both(depth, column));
        }
        return group(Need.ANY, members);
    }

    private Member both(int depth, int column) {
        Member first = signed(depth, column);
        if (!joins(Kind.AND)) {
            return first;
        }
        Set<Member> members = new LinkedHashSet<>();
        addWithoutPlus(members, first);
        while (joins(Kind.AND)) {
            at++;
            addWithoutPlus(members, signed(depth, column));
        }
        return group(Need.ALL, members);
    }

    /** Whether the operator is here and has something to its right; else it is a word. */
    private boolean joins(Kind operator) {
        return at + 1 < tokens.size()
                && tokens.get(at).kind() == operator
                && tokens.get(at + 1).beginsOperand();
    }

    private Member signed(int depth, int column) {
        boolean excluded = false;
        boolean required = false;
        int scope = column;
        while (at + 1 < tokens.size() && tokens.get(at + 1).beginsOperand()) {
            Token token = tokens.get(at);
            if (token.kind() == Kind.PLUS) {
                required = true;
            } else if (token.kind() == Kind.MINUS) {
                excluded = true;
            } else if (token.kind() == Kind.NOT) {
                excluded = !excluded;
            } else if (token.kind() == Kind.COLUMN) {
                scope = token.column();
            } else {
                break;
            }
            at++;
        }
        Member operand = operand(depth, scope);
        if (operand == null) {
            return null;
        }
        if (excluded) {
            // Twice excluded is not excluded.
            return new Member(
                    operand.role() == Role.EXCLUDED ? Role.PLAIN : Role.EXCLUDED, operand.node());
        }
        return required && operand.role() != Role.EXCLUDED
                ? new Member(Role.REQUIRED, operand.node())
                : operand;
    }

    private Member operand(int depth, int column) {
        Token token = tokens.get(at++);
        if (token.kind() == Kind.OPEN) {
            // Deeper ones are as if they were not there.
            return depth < TextQuery.MAX_DEPTH ? list(depth + 1, column) : null;
        }
        if (token.kind() == Kind.PHRASE) {
            return plain(phrase(token.text(), column));
        }
        return plain(word(token.text(), column));
    }

    private TextNode phrase(String text, int column) {
        List<String> terms = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        Words.each(
                analyzer,
                text,
                (term, place, start, end) -> {
                    boolean room = takeWord();
                    // Of several words at one place a phrase has the first.
                    if (room && (places.isEmpty() || places.getLast() != place)) {
                        terms.add(term.toString());
                        places.add(place);
                    }
                    return room;
                });
        if (terms.isEmpty()) {
            return null;
        }
        if (terms.size() == 1) {
            return new Word(column, List.copyOf(terms), terms.getFirst(), 0);
        }
        int first = places.getFirst();
        places.replaceAll(place -> place - first);
        return new Phrase(column, List.copyOf(terms), List.copyOf(places));
    }

    private TextNode word(String text, int column) {
        if (text.length() > 1 && text.endsWith("*")) {
            return beginning(text, column);
        }
        TextNode whole = words(text, column);
        int colon = text.indexOf(':');
        if (whole instanceof Word && colon > 0 && colon < text.length() - 1) {
            // To the analyzer this may be one word. A text that has it so is meant as well as one
            // that has its parts.
            TextNode parts = words(text.replace(':', ' '), column);
            if (parts != null && !parts.equals(whole)) {
                return node(Need.ANY, whole, parts);
            }
        }
        return whole;
    }

    /** The words of a text without blanks; most texts have one. */
    private TextNode words(String text, int column) {
        List<List<String>> terms = new ArrayList<>();
        List<String> spelt = new ArrayList<>();
        int[] last = {-1};
        Words.each(
                analyzer,
                text,
                (term, place, start, end) -> {
                    if (!takeWord()) {
                        return false;
                    }
                    if (place != last[0]) {
                        terms.add(new ArrayList<>());
                        spelt.add(text.substring(start, end).toLowerCase(Locale.ROOT));
                        last[0] = place;
                    }
                    terms.getLast().add(term.toString());
                    return true;
                });
        TextNode[] nodes = new TextNode[terms.size()];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] =
                    new Word(column, List.copyOf(terms.get(i)), spelt.get(i), edits(spelt.get(i)));
        }
        return node(Need.ENOUGH, nodes);
    }

    private TextNode beginning(String text, int column) {
        int[] last = {-1, -1};
        Words.each(
                Analyzers.named(Analyzers.STANDARD),
                text,
                (term, place, start, end) -> {
                    last[0] = start;
                    last[1] = end;
                    return true;
                });
        if (last[0] < 0) {
            return null;
        }
        TextNode before = words(text.substring(0, last[0]), column);
        if (!takeWord()) {
            return before;
        }
        String start = text.substring(last[0], last[1]).toLowerCase(Locale.ROOT);
        TextNode prefix = new Prefix(column, start);
        return before == null ? prefix : node(Need.ALL, before, prefix);
    }

    private int edits(String word) {
        int length = word.codePointCount(0, word.length());
        if (!fuzzy || fuzzyLeft == 0 || length < ONE_EDIT_LENGTH || length > MAX_FUZZY_LENGTH) {
            return 0;
        }
        fuzzyLeft--;
        return length < TWO_EDITS_LENGTH ? 1 : 2;
    }

    private boolean takeWord() {
        if (wordsLeft == 0) {
            cut = true;
            return false;
        }
        wordsLeft--;
        return true;
    }

    private static void addWithoutPlus(Set<Member> members, Member member) {
        if (member != null) {
            members.add(
                    member.role() == Role.REQUIRED
                            ? new Member(Role.PLAIN, member.node())
                            : member);
        }
    }

    /** The members as one; where all are excluded, that which excludes any of them. */
    private static Member group(Need need, Set<Member> members) {
        if (members.isEmpty()) {
            return null;
        }
        if (members.size() == 1) {
            Member only = members.iterator().next();
            return only.role() == Role.REQUIRED ? plain(only.node()) : only;
        }
        if (members.stream().allMatch(member -> member.role() == Role.EXCLUDED)) {
            TextNode[] nodes = members.stream().map(Member::node).toArray(TextNode[]::new);
            return new Member(Role.EXCLUDED, node(Need.ANY, nodes));
        }
        return plain(new Group(need, List.copyOf(members)));
    }

    private static Member plain(TextNode node) {
        return node == null ? null : new Member(Role.PLAIN, node);
    }

    private static TextNode node(Need need, TextNode... nodes) {
        Set<Member> members = new LinkedHashSet<>();
        for (TextNode node : nodes) {
            members.add(plain(node));
        }
        Member group = group(need, members);
        return group == null ? null : group.node();
    }
}
