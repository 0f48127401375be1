package io.tidaldb.shell.console;

import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

import java.util.List;
import java.util.Locale;

/** Offers keywords, functions and the catalog's names that begin with the word at the cursor. */
final class SqlCompleter implements Completer {
    private static final List<String> KEYWORDS =
            List.of(
                    ("SELECT FROM WHERE GROUP BY ORDER HAVING LIMIT OFFSET JOIN LEFT INNER ON AS"
                                    + " DISTINCT UNION ALL WITH VALUES INSERT INTO UPSERT UPDATE SET"
                                    + " DELETE CREATE REPLACE DROP SHOW TABLE TABLES ITEM USER CREATOR"
                                    + " SIGNAL SIGNALS RELATIONSHIP RELATIONSHIPS TEXT INDEX INDEXES"
                                    + " RANKING PROFILE PROFILES SCORE DECAY HALF LIFE WINDOWS HOUR DAY"
                                    + " WEEK MONTH PERMANENT MARKS SEEN MARKED RELATES EXCLUDES TO PRIMARY KEY"
                                    + " REFERENCES NOT NULL DEFAULT AND OR IN BETWEEN LIKE IS CASE"
                                    + " WHEN THEN ELSE END CAST INTERVAL TIMESTAMP DATE VARCHAR BIGINT"
                                    + " INTEGER DOUBLE BOOLEAN VECTOR ARRAY RANK USING FOR DIVERSIFY MAX"
                                    + " EXPLAIN PLAN COUNT SUM AVG MIN VELOCITY COUNT_OVER MARKED_BY RATIO FRESHNESS AGE"
                                    + " RANK_SCORE ASC DESC EXISTS IF BACKUP BACKUPS KEEP CHECKPOINT VERIFY")
                            .split(" "));
    private static final List<String> COMMANDS =
            List.of("\\d", "\\format", "\\help", "\\q", "\\timing");

    private final Names names;

    SqlCompleter(Names names) {
        this.names = names;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        String word = line.word().substring(0, Math.min(line.wordCursor(), line.word().length()));
        if (word.startsWith("\\")) {
            COMMANDS.forEach(command -> candidates.add(candidate(command, null)));
            return;
        }
        names.all().forEach((name, kind) -> offer(candidates, word, name, kind));
        boolean lower = !word.isEmpty() && word.equals(word.toLowerCase(Locale.ROOT));
        for (String keyword : KEYWORDS) {
            offer(candidates, word, lower ? keyword.toLowerCase(Locale.ROOT) : keyword, null);
        }
    }

    private static void offer(List<Candidate> candidates, String word, String name, String kind) {
        if (name.regionMatches(true, 0, word, 0, word.length())) {
            candidates.add(candidate(name, kind));
        }
    }

    private static Candidate candidate(String text, String description) {
        return new Candidate(
                text,
                text,
                null,
                description == null ? null : description.toLowerCase(Locale.ROOT),
                null,
                null,
                true);
    }
}
