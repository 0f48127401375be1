package io.tidaldb.store;

import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.Window;

/** What of a signal's definition decides the form and the meaning of its pages. */
final class CheckpointShape {
    private CheckpointShape() {}

    static byte[] of(SignalDefinition signal) {
        ByteWriter out = new ByteWriter();
        out.writeSignedVarLong(signal.targetTable()).writeSignedVarLong(signal.userTable());
        out.writeByte(
                (signal.marksSeen() ? 1 : 0)
                        | (signal.excludes() ? 2 : 0)
                        | (signal.marked() ? 4 : 0)
                        | (signal.relates() ? 8 : 0));
        out.writeVarInt(signal.halfLivesMillis().size());
        signal.halfLivesMillis().forEach(out::writeVarLong);
        for (Window window : Window.values()) {
            out.writeByte(signal.windows().contains(window) ? 1 : 0);
        }
        signal.lifetimesMillis().forEach(out::writeVarLong);
        if (signal.relates()) {
            out.writeVarInt(signal.partners());
        }
        return out.toByteArray();
    }
}
