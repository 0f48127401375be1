package io.tidaldb.sql.function;

import org.apache.calcite.sql.type.ReturnTypes;

/**
 * A function that reads what a signal adds up to: {@code f('signal', …, key)}. The key is that of a
 * row of the table that the signal is on, or of a creator to whom it is rolled up. As of a moment
 * that has passed, that follows the key.
 */
public final class SignalFunction extends ContextFunction {
    /** What is read. */
    public enum Kind {
        /** {@code DECAY('signal', half life or lifetime in milliseconds, key)}. */
        DECAY("decay"),
        /** {@code COUNT_OVER('signal', 'window', key)}. */
        COUNT_OVER("countOver"),
        /** {@code VELOCITY('signal', 'window', key)}. */
        VELOCITY("velocity"),
        /** {@code RELATIVE_VELOCITY('signal', 'window', 'baseline window', key)}. */
        RELATIVE_VELOCITY("relativeVelocity");

        private final SignalFunction ofTargets;
        private final SignalFunction ofCreators;
        private final SignalFunction ofTargetsAsOf;
        private final SignalFunction ofCreatorsAsOf;

        Kind(String method) {
            ofTargets = new SignalFunction(this, method, false, false);
            ofCreators = new SignalFunction(this, method, true, false);
            ofTargetsAsOf = new SignalFunction(this, method, false, true);
            ofCreatorsAsOf = new SignalFunction(this, method, true, true);
        }

        /**
         * The function that reads it.
         *
         * @param creators whether the key is that of a creator
         * @param asOf whether a moment follows the key
         */
        public SignalFunction function(boolean creators, boolean asOf) {
            if (creators) {
                return asOf ? ofCreatorsAsOf : ofCreators;
            }
            return asOf ? ofTargetsAsOf : ofTargets;
        }
    }

    private final Kind kind;
    private final boolean isOfCreators;
    private final boolean isAsOf;

    private SignalFunction(Kind kind, String method, boolean isOfCreators, boolean isAsOf) {
        super(
                (isOfCreators ? "CREATOR_" : "") + kind.name() + (isAsOf ? "_AS_OF" : ""),
                ReturnTypes.DOUBLE_NULLABLE,
                method + (isAsOf ? "AsOf" : ""),
                isOfCreators);
        this.kind = kind;
        this.isOfCreators = isOfCreators;
        this.isAsOf = isAsOf;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether the key is that of a creator. */
    public boolean isOfCreators() {
        return isOfCreators;
    }

    /** Whether a moment follows the key. */
    public boolean isAsOf() {
        return isAsOf;
    }
}
