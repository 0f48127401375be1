package io.tidaldb.text;

/** A number that stands for the texts of a row, by which a checker compares rows with an index. */
public final class TextDigest {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private TextDigest() {}

    /** FNV-1a over lengths and characters (Fowler, Noll, Vo), mixed; null differs from empty. */
    public static long of(String[] texts) {
        long hash = OFFSET;
        for (String text : texts) {
            int length = text == null ? -1 : text.length();
            hash = (hash ^ length) * PRIME;
            for (int i = 0; i < length; i++) {
                hash = (hash ^ text.charAt(i)) * PRIME;
            }
        }
        hash = (hash ^ hash >>> 32) * 0x9e3779b97f4a7c15L;
        return hash ^ hash >>> 29;
    }
}
