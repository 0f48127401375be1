package io.tidaldb.vector;

/**
 * A score and what has it in one long, so that heaps need neither objects nor comparators. The
 * greater key is the better one: that of the higher score and, of equal scores, the smaller id.
 */
final class ScoreKey {
    private ScoreKey() {}

    static long of(float score, int id) {
        // Adding 0 makes -0 and 0 the same.
        int bits = Float.floatToRawIntBits(score + 0f);
        return (long) (bits ^ bits >> 31 & 0x7FFF_FFFF) << 32 | ~id & 0xFFFF_FFFFL;
    }

    static int id(long key) {
        return ~(int) key;
    }

    /** Whether two keys have equal scores. */
    static boolean isTie(long a, long b) {
        return (a ^ b) >>> 32 == 0;
    }

    static float score(long key) {
        int bits = (int) (key >> 32);
        return Float.intBitsToFloat(bits ^ bits >> 31 & 0x7FFF_FFFF);
    }
}
