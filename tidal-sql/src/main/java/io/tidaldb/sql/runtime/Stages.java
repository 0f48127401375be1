package io.tidaldb.sql.runtime;

import java.util.ArrayList;
import java.util.List;

/** What the stages of a running statement did, in their order, for EXPLAIN ANALYZE. */
public final class Stages {
    private final List<Stage> list = new ArrayList<>();

    /**
     * @param name of what was done
     * @param rows how many rows came out of it
     * @param detail how it was done
     */
    public record Stage(String name, long rows, String detail) {}

    public void add(String name, long rows, String detail) {
        list.add(new Stage(name, rows, detail));
    }

    public List<Stage> list() {
        return List.copyOf(list);
    }
}
