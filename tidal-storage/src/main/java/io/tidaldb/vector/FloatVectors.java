package io.tidaldb.vector;

/** Where vectors are when an index does not keep them itself. Used by many threads at once. */
@FunctionalInterface
public interface FloatVectors {
    /**
     * Reads the vector that an ordinal has now.
     *
     * @param into gets it; as long as the dimension
     * @return false if it has none any more
     */
    boolean read(int ordinal, float[] into);
}
