package io.tidaldb.shell.console;

import io.tidaldb.shell.script.StatementSplitter;

import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.impl.DefaultParser;

/** Tells the line editor where words begin, and that a statement goes on until its semicolon. */
final class SqlLineParser extends DefaultParser {
    SqlLineParser() {
        setEscapeChars(null);
        setQuoteChars(null);
        setEofOnUnclosedQuote(false);
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && goesOn(line)) {
            throw new EOFError(-1, cursor, "a statement ends with ;");
        }
        return super.parse(line, cursor, context);
    }

    private static boolean goesOn(String line) {
        if (line.strip().startsWith("\\")) {
            return false;
        }
        StatementSplitter splitter = new StatementSplitter();
        splitter.feed(line);
        return splitter.isPending();
    }

    @Override
    public boolean isDelimiterChar(CharSequence buffer, int position) {
        char c = buffer.charAt(position);
        return !(Character.isLetterOrDigit(c) || c == '_' || c == '\\');
    }
}
