package io.tidaldb.sql.ast;

/** What a DROP or SHOW statement speaks of. */
public enum ObjectKind {
    TABLE("TABLE"),
    SIGNAL("SIGNAL"),
    RELATIONSHIP("RELATIONSHIP"),
    RANKING_PROFILE("RANKING PROFILE");

    private final String words;

    ObjectKind(String words) {
        this.words = words;
    }

    /** The keywords that name one such object. */
    public String words() {
        return words;
    }

    /** The keywords that name all of them, as in SHOW TABLES. */
    public String plural() {
        return words + "S";
    }
}
