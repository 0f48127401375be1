package io.tidaldb.text;

import java.util.List;
import java.util.stream.Collectors;

/** A part of a query, its words analyzed. A column of {@link #ANY_COLUMN} means all of them. */
sealed interface TextNode {
    int ANY_COLUMN = -1;

    /**
     * @param terms what the word may be, all at the same place; one, unless the analyzer gives more
     * @param spelt as the user wrote it, in lower case
     * @param edits how many letters of it may differ
     */
    record Word(int column, List<String> terms, String spelt, int edits) implements TextNode {
        @Override
        public String toString() {
            return scope(column) + (edits == 0 ? String.join("|", terms) : spelt + "~" + edits);
        }
    }

    /**
     * Words after another.
     *
     * @param places of the terms, counted from 0; a stop word leaves a gap
     */
    record Phrase(int column, List<String> terms, List<Integer> places) implements TextNode {
        @Override
        public String toString() {
            return scope(column) + '"' + String.join(" ", terms) + '"';
        }
    }

    /**
     * Words that begin with something.
     *
     * @param start as the user wrote it, in lower case
     */
    record Prefix(int column, String start) implements TextNode {
        @Override
        public String toString() {
            return scope(column) + start + "*";
        }
    }

    /** What of a group has to match. */
    enum Need {
        ALL,
        ANY,
        /** As many as the options say: words that merely stand beside another. */
        ENOUGH
    }

    /** How a member of a group counts. */
    enum Role {
        PLAIN,
        REQUIRED,
        EXCLUDED
    }

    /** A part of a group. */
    record Member(Role role, TextNode node) {
        @Override
        public String toString() {
            return switch (role) {
                        case PLAIN -> "";
                        case REQUIRED -> "+";
                        case EXCLUDED -> "-";
                    }
                    + node;
        }
    }

    /** At least one member is not excluded. */
    record Group(Need need, List<Member> members) implements TextNode {
        @Override
        public String toString() {
            String between =
                    switch (need) {
                        case ALL -> " AND ";
                        case ANY -> " OR ";
                        case ENOUGH -> " ";
                    };
            return members.stream()
                    .map(Member::toString)
                    .collect(Collectors.joining(between, "(", ")"));
        }
    }

    private static String scope(int column) {
        return column == ANY_COLUMN ? "" : column + ":";
    }
}
