package io.tidaldb.sql.function;

import org.apache.calcite.sql.type.ReturnTypes;

/**
 * A function that reads what a signal adds up to: {@code f('signal', …, key)}. The key is that of a
 * row of the table that the signal is on, or of a creator to whom it is rolled up.
 */
public final class SignalFunction extends ContextFunction {
    /** What is read. */
    public enum Kind {
        /** {@code DECAY('signal', half life or lifetime in milliseconds, key)}. */
        DECAY("decay", "creatorDecay"),
        /** {@code COUNT_OVER('signal', 'window', key)}. */
        COUNT_OVER("countOver", "creatorCountOver"),
        /** {@code VELOCITY('signal', 'window', key)}. */
        VELOCITY("velocity", "creatorVelocity"),
        /** {@code RELATIVE_VELOCITY('signal', 'window', 'baseline window', key)}. */
        RELATIVE_VELOCITY("relativeVelocity", "creatorRelativeVelocity");

        private final SignalFunction ofTargets;
        private final SignalFunction ofCreators;

        Kind(String targetsMethod, String creatorsMethod) {
            ofTargets = new SignalFunction(this, name(), targetsMethod, false);
            ofCreators = new SignalFunction(this, "CREATOR_" + name(), creatorsMethod, true);
        }

        /** By the key of what the signal is about. */
        public SignalFunction ofTargets() {
            return ofTargets;
        }

        /** By the key of a creator. */
        public SignalFunction ofCreators() {
            return ofCreators;
        }
    }

    private final Kind kind;
    private final boolean isOfCreators;

    private SignalFunction(Kind kind, String name, String method, boolean isOfCreators) {
        super(name, ReturnTypes.DOUBLE_NULLABLE, method);
        this.kind = kind;
        this.isOfCreators = isOfCreators;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether the key is that of a creator. */
    public boolean isOfCreators() {
        return isOfCreators;
    }
}
