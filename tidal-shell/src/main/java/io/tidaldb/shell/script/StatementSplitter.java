package io.tidaldb.shell.script;

import io.tidaldb.shell.exit.ExitException;
import io.tidaldb.shell.exit.ExitStatus;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts text into statements at the semicolons that stand outside strings, quoted identifiers and
 * comments. It is fed piece by piece, so a script of any length passes through it.
 */
public final class StatementSplitter {
    /** Characters of one statement; without a limit a missing quote would swallow a whole file. */
    static final int MAX_STATEMENT = 64 << 20;

    private enum State {
        PLAIN,
        STRING,
        IDENTIFIER,
        LINE_COMMENT,
        BLOCK_COMMENT
    }

    private final StringBuilder text = new StringBuilder();
    private final List<SqlText> complete = new ArrayList<>();
    private State state = State.PLAIN;

    /** A hyphen or slash of which the next character says whether it begins a comment, or 0. */
    private char held;

    private boolean star;
    private boolean started;
    private int startLine;
    private int startColumn;
    private int line = 1;
    private int column = 1;

    /** What is to be done with each statement of a script. */
    @FunctionalInterface
    public interface Action {
        /** Returns whether to go on. */
        boolean run(SqlText statement);
    }

    /** Runs an action for each statement of a script, the last one with or without semicolon. */
    public static void forEach(Reader script, Action action) throws IOException {
        StatementSplitter splitter = new StatementSplitter();
        char[] buffer = new char[8_192];
        for (int n = script.read(buffer); n >= 0; n = script.read(buffer)) {
            splitter.feed(java.nio.CharBuffer.wrap(buffer, 0, n));
            for (SqlText statement : splitter.take()) {
                if (!action.run(statement)) {
                    return;
                }
            }
        }
        splitter.rest().ifPresent(action::run);
    }

    /** Takes more text. Completed statements wait in {@link #take()}. */
    public void feed(CharSequence more) {
        for (int i = 0; i < more.length(); i++) {
            char c = more.charAt(i);
            accept(c);
            if (c == '\n') {
                line++;
                column = 1;
            } else {
                column++;
            }
        }
    }

    /** The statements completed since the last call, in order. */
    public List<SqlText> take() {
        List<SqlText> taken = List.copyOf(complete);
        complete.clear();
        return taken;
    }

    /** What follows the last semicolon, if it is more than white space and comments. */
    public Optional<SqlText> rest() {
        settleHeld();
        return started ? Optional.of(statement()) : Optional.empty();
    }

    /** Whether the text fed so far ends in the middle of a statement or a block comment. */
    public boolean isPending() {
        return started || held != 0 || state == State.BLOCK_COMMENT;
    }

    private void accept(char c) {
        switch (state) {
            case PLAIN -> acceptPlain(c);
            case STRING -> {
                append(c);
                state = c == '\'' ? State.PLAIN : State.STRING;
            }
            case IDENTIFIER -> {
                append(c);
                state = c == '"' ? State.PLAIN : State.IDENTIFIER;
            }
            case LINE_COMMENT -> {
                append(c);
                state = c == '\n' ? State.PLAIN : State.LINE_COMMENT;
            }
            case BLOCK_COMMENT -> {
                append(c);
                state = star && c == '/' ? State.PLAIN : State.BLOCK_COMMENT;
                star = c == '*';
            }
        }
    }

    private void acceptPlain(char c) {
        if (held != 0) {
            boolean lineComment = c == held;
            if (lineComment || held == '/' && c == '*') {
                append(held);
                append(c);
                held = 0;
                star = false;
                state = lineComment ? State.LINE_COMMENT : State.BLOCK_COMMENT;
                return;
            }
            settleHeld();
        }
        switch (c) {
            case '-', '/' -> held = c;
            case ';' -> {
                if (started) {
                    complete.add(statement());
                }
                text.setLength(0);
                started = false;
            }
            case ' ', '\t', '\r', '\n', '\f', '\ufeff' -> append(c);
            default -> {
                start(column);
                append(c);
                if (c == '\'') {
                    state = State.STRING;
                } else if (c == '"') {
                    state = State.IDENTIFIER;
                }
            }
        }
    }

    private void settleHeld() {
        if (held != 0) {
            start(column - 1);
            append(held);
            held = 0;
        }
    }

    private void start(int atColumn) {
        if (!started) {
            started = true;
            startLine = line;
            startColumn = atColumn;
        }
    }

    /** Keeps a character, unless no statement has begun yet. */
    private void append(char c) {
        if (!started) {
            return;
        }
        if (text.length() >= MAX_STATEMENT) {
            throw new ExitException(
                    ExitStatus.FAILED,
                    "the statement that begins at line "
                            + startLine
                            + " has more than "
                            + MAX_STATEMENT
                            + " characters; is a quote or a semicolon missing?");
        }
        text.append(c);
    }

    private SqlText statement() {
        return new SqlText(text.toString().stripTrailing(), startLine, startColumn);
    }
}
