package io.tidaldb.store;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Cursor;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.KeyValueStore;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.UUID;

/**
 * The single facts that a store keeps about itself.
 *
 * @param format the format of its data
 * @param lastPosition the last position of the log
 * @param identity which store it is, in hexadecimal; empty for one of the first format, which had
 *     none
 */
record StoredFacts(int format, long lastPosition, String identity) {
    /** The format of a directory's data. */
    static final int FORMAT = 5;

    /** The first format, without checkpoints and identity. */
    static final int FORMAT_WITHOUT_CHECKPOINTS = 1;

    /** The second format, whose log blocks do not say when they were committed. */
    static final int FORMAT_WITHOUT_COMMIT_TIMES = 2;

    /** The third format, without indexes in definitions and checkpoints. */
    static final int FORMAT_WITHOUT_INDEXES = 3;

    /** The fourth format, whose checkpoints have the users' sets of all signals in one. */
    static final int FORMAT_WITH_COMMON_SETS = 4;

    private static final int IDENTITY_BYTES = 2 * Long.BYTES;

    /**
     * Reads and checks them.
     *
     * @param place the store's directory, for messages
     * @return null for a store in which nothing was ever written
     * @throws TidalException FORMAT_TOO_NEW, or DATA_CORRUPTED
     */
    static StoredFacts read(KeyValueStore store, Object place) {
        byte[] format = store.get(Family.META, MetaKeys.FORMAT);
        byte[] position = store.get(Family.META, MetaKeys.LAST_POSITION);
        if (format == null) {
            if (position != null || !isEmpty(store)) {
                throw damaged(MetaKeys.FORMAT, "it is missing");
            }
            return null;
        }
        if (format.length != Integer.BYTES) {
            throw damaged(MetaKeys.FORMAT, "it has " + format.length + " bytes");
        }
        int version = ByteBuffer.wrap(format).getInt();
        if (version > FORMAT) {
            throw new TidalException(
                    ErrorCode.FORMAT_TOO_NEW,
                    "the data in "
                            + place
                            + " have format "
                            + version
                            + ", this version of tidalDB reads up to "
                            + FORMAT
                            + "; open them with a newer version");
        }
        if (version < 1 || position == null || position.length != Long.BYTES) {
            throw damaged(MetaKeys.LAST_POSITION, "it is missing or too short");
        }
        long last = ByteBuffer.wrap(position).getLong();
        if (version == FORMAT_WITHOUT_CHECKPOINTS) {
            return new StoredFacts(version, last, "");
        }
        byte[] identity = store.get(Family.META, MetaKeys.IDENTITY);
        if (identity == null || identity.length != IDENTITY_BYTES) {
            throw damaged(MetaKeys.IDENTITY, "it is missing or too short");
        }
        return new StoredFacts(version, last, HexFormat.of().formatHex(identity));
    }

    /** Gives a store its format. */
    static Batch formatted() {
        return new Batch()
                .put(
                        Family.META,
                        MetaKeys.FORMAT,
                        ByteBuffer.allocate(Integer.BYTES).putInt(FORMAT).array());
    }

    /** Gives a store its format and a new identity. */
    static Batch begin() {
        UUID identity = UUID.randomUUID();
        return formatted()
                .put(
                        Family.META,
                        MetaKeys.IDENTITY,
                        ByteBuffer.allocate(IDENTITY_BYTES)
                                .putLong(identity.getMostSignificantBits())
                                .putLong(identity.getLeastSignificantBits())
                                .array());
    }

    private static boolean isEmpty(KeyValueStore store) {
        for (Family family : Family.values()) {
            try (Cursor cursor = store.scan(family, null, null)) {
                if (cursor.next()) {
                    return false;
                }
            }
        }
        return true;
    }

    private static TidalException damaged(byte[] key, String what) {
        return Recovery.damaged(Family.META, key, what);
    }
}
