package io.tidaldb.rank.evaluation;

import io.tidaldb.column.DictionaryColumn;

import java.util.Arrays;
import java.util.function.Predicate;

/** A test of a dictionary's codes from 1 on. */
sealed interface CodeTest {
    boolean test(int code);

    /** Membership in a fixed set of codes. */
    record In(long[] members) implements CodeTest {
        static In of(int[] codes) {
            int most = Arrays.stream(codes).max().orElse(0);
            long[] members = new long[(most >>> 6) + 1];
            for (int code : codes) {
                members[code >>> 6] |= 1L << code;
            }
            return new In(members);
        }

        @Override
        public boolean test(int code) {
            int word = code >>> 6;
            return word < members.length && (members[word] >>> code & 1) != 0;
        }
    }

    /**
     * A test of the string behind the code, answered once per code where the column has few enough
     * of them. Threads may share it: a lost update only costs a second answer, because both bits of
     * a code lie in one long.
     */
    final class Remembered implements CodeTest {
        private static final int CODES_PER_WORD = 32;
        private static final int FALSE = 1;
        private static final int TRUE = 2;

        private final DictionaryColumn column;
        private final Predicate<String> test;
        private final int most;
        private volatile long[] answers = new long[8];

        /**
         * @param most up to which code to remember answers
         */
        Remembered(DictionaryColumn column, Predicate<String> test, int most) {
            this.column = column;
            this.test = test;
            this.most = most;
        }

        @Override
        public boolean test(int code) {
            if (code > most) {
                return ask(code);
            }
            int word = code / CODES_PER_WORD;
            int shift = 2 * (code % CODES_PER_WORD);
            long[] known = answers;
            if (word >= known.length) {
                known = Arrays.copyOf(known, Math.max(word + 1, known.length * 2));
                answers = known;
            }
            int answer = (int) (known[word] >>> shift) & 3;
            if (answer != 0) {
                return answer == TRUE;
            }
            boolean result = ask(code);
            known[word] |= (long) (result ? TRUE : FALSE) << shift;
            return result;
        }

        private boolean ask(int code) {
            String value = column.valueOf(code);
            return value != null && test.test(value);
        }
    }
}
