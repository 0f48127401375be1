package io.tidaldb.text;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.store.AlreadyClosedException;

import java.io.IOException;

/** What Lucene says when something fails, in our words. */
final class Failures {
    private Failures() {}

    static TidalException of(String doing, IOException failure) {
        ErrorCode code =
                failure instanceof CorruptIndexException
                        ? ErrorCode.DATA_CORRUPTED
                        : ErrorCode.INPUT_OUTPUT;
        return new TidalException(
                code, doing + " failed: " + TidalException.reason(failure), failure);
    }

    /** The index was closed, by its owner or by a failure that Lucene could not go on after. */
    static TidalException of(AlreadyClosedException closed) {
        return closed.getCause() == null
                ? new TidalException(ErrorCode.CLOSED, "The text index is closed", closed)
                : new TidalException(
                        ErrorCode.INPUT_OUTPUT,
                        "The text index stopped after a failure: "
                                + TidalException.reason(closed.getCause()),
                        closed);
    }
}
