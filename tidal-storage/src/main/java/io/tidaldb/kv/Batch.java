package io.tidaldb.kv;

import java.util.ArrayList;
import java.util.List;

/** Changes that are written together or not at all; later ones win over earlier ones. */
public final class Batch {
    /** One change. */
    public sealed interface Operation {
        Family family();
    }

    public record Put(Family family, byte[] key, byte[] value) implements Operation {}

    public record Delete(Family family, byte[] key) implements Operation {}

    /** Deletes every key from {@code lower} (inclusive) to {@code upper} (exclusive). */
    public record DeleteRange(Family family, byte[] lower, byte[] upper) implements Operation {}

    private final List<Operation> operations = new ArrayList<>();

    public Batch put(Family family, byte[] key, byte[] value) {
        operations.add(new Put(family, key, value));
        return this;
    }

    public Batch delete(Family family, byte[] key) {
        operations.add(new Delete(family, key));
        return this;
    }

    /** Deletes every key from {@code lower} (inclusive) to {@code upper} (exclusive). */
    public Batch deleteRange(Family family, byte[] lower, byte[] upper) {
        operations.add(new DeleteRange(family, lower, upper));
        return this;
    }

    public List<Operation> operations() {
        return operations;
    }
}
