package io.tidaldb.sql.ast;

/** What a DROP or SHOW statement speaks of. */
public enum ObjectKind {
    TABLE("TABLE", "TABLES"),
    SIGNAL("SIGNAL", "SIGNALS"),
    RELATIONSHIP("RELATIONSHIP", "RELATIONSHIPS"),
    RANKING_PROFILE("RANKING PROFILE", "RANKING PROFILES"),
    INDEX("INDEX", "INDEXES");

    private final String words;
    private final String plural;

    ObjectKind(String words, String plural) {
        this.words = words;
        this.plural = plural;
    }

    /** The keywords that name one such object. */
    public String words() {
        return words;
    }

    /** The keywords that name all of them, as in SHOW TABLES. */
    public String plural() {
        return plural;
    }
}
