package io.tidaldb.checkpoint;

import io.tidaldb.bytes.ByteWriter;

/** State as it was when a checkpoint began. It never changes, so any thread may encode it. */
public interface Page {
    PageId id();

    /** Appends the page's body. */
    void write(ByteWriter out);
}
