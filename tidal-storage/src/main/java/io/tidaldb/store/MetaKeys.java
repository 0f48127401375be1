package io.tidaldb.store;

import java.nio.charset.StandardCharsets;

/** The keys of the families that hold single facts. */
final class MetaKeys {
    /** The format of the directory's data, four bytes big-endian. */
    static final byte[] FORMAT = key("format");

    /** Which store it is, sixteen random bytes from when it was created. */
    static final byte[] IDENTITY = key("identity");

    /** The last position of the log, eight bytes big-endian. */
    static final byte[] LAST_POSITION = key("last position");

    /** The one key of the catalog: all definitions, as {@link SchemaCodec} writes them. */
    static final byte[] SCHEMA = key("schema");

    private MetaKeys() {}

    private static byte[] key(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }
}
