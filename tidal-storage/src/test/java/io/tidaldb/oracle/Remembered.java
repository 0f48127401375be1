package io.tidaldb.oracle;

import java.util.HashSet;
import java.util.Set;

/**
 * A signal's remembered event ids: the last n for sure, in two generations of n. Once the younger
 * one is full it becomes the older one, and what that held is forgotten.
 */
final class Remembered {
    private final int count;
    private Set<Long> younger = new HashSet<>();
    private Set<Long> older = new HashSet<>();

    Remembered(int count) {
        this.count = count;
    }

    Remembered copy() {
        Remembered copy = new Remembered(count);
        copy.younger.addAll(younger);
        copy.older.addAll(older);
        return copy;
    }

    boolean contains(Long id) {
        return younger.contains(id) || older.contains(id);
    }

    void add(Long id) {
        younger.add(id);
        if (younger.size() >= count) {
            older = younger;
            younger = new HashSet<>();
        }
    }
}
