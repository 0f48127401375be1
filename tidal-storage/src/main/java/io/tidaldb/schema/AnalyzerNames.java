package io.tidaldb.schema;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The names of the analyzers, which make words of text: {@value #STANDARD} for text of any
 * language, the others each for one. The languages are those of Lucene's analysis-common, {@code
 * cjk} being Chinese, Japanese and Korean.
 */
public final class AnalyzerNames {
    public static final String STANDARD = "standard";

    /** All of them, in lower case and alphabetical order. */
    public static final List<String> ALL =
            List.of(
                    "arabic",
                    "armenian",
                    "basque",
                    "bengali",
                    "brazilian",
                    "bulgarian",
                    "catalan",
                    "cjk",
                    "czech",
                    "danish",
                    "dutch",
                    "english",
                    "estonian",
                    "finnish",
                    "french",
                    "galician",
                    "german",
                    "greek",
                    "hindi",
                    "hungarian",
                    "indonesian",
                    "irish",
                    "italian",
                    "latvian",
                    "lithuanian",
                    "nepali",
                    "norwegian",
                    "persian",
                    "portuguese",
                    "romanian",
                    "russian",
                    "serbian",
                    "sorani",
                    "spanish",
                    STANDARD,
                    "swedish",
                    "tamil",
                    "telugu",
                    "thai",
                    "turkish");

    private AnalyzerNames() {}

    /** The analyzer of that name, without regard to case, as it is listed. */
    public static Optional<String> find(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return ALL.contains(wanted) ? Optional.of(wanted) : Optional.empty();
    }
}
