package io.tidaldb.store;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.checkpoint.Manifest;
import io.tidaldb.checkpoint.PageCodec;
import io.tidaldb.checkpoint.PageSum;
import io.tidaldb.ledger.SignalLedger;

import java.util.Arrays;

/**
 * What a signal added up to at a log position, in pages, from which a later moment can be counted.
 *
 * @param position the log position
 * @param known the moment from which on all up to there was known
 * @param version of the manifest that the pages belong to; pages of a later one do not
 * @param signal the signal's part of that manifest
 * @param pages its ledger's pages
 */
record LedgerBase(
        long position, long known, long version, Manifest.SignalState signal, Pages pages) {
    /** Where pages are. */
    interface Pages {
        /**
         * @throws MalformedBytesException if they cannot be read
         * @throws SupersededException if they are not there any more
         */
        void forEach(Visitor visitor);

        /**
         * Is told that they are not what they should be.
         *
         * @throws SupersededException if that is no wonder
         */
        void damaged();
    }

    /** What takes a page's key and value. */
    interface Visitor {
        void visit(byte[] key, byte[] value);
    }

    /**
     * The ledger at a moment from the base's on, without what came after the base's position; null
     * if it cannot be had: if the signal is defined otherwise by now, or windows are further.
     *
     * @param interruption ends the reading by what it throws
     * @throws MalformedBytesException if pages are damaged, missing or of other versions
     */
    SignalLedger at(long moment, Projections.Signal of, Runnable interruption) {
        try {
            return restored(moment, of, interruption);
        } catch (MalformedBytesException e) {
            pages.damaged();
            throw e;
        }
    }

    private SignalLedger restored(long moment, Projections.Signal of, Runnable interruption) {
        boolean fits =
                signal.ledgerPages() != null
                        && Arrays.equals(signal.shape(), CheckpointShape.of(of.definition()));
        if (!fits) {
            return null;
        }
        SignalLedger ledger = new SignalLedger(of.definition());
        ledger.readState(new ByteReader(new ByteReader(signal.state()).readBlob()));
        if (!ledger.canMoveTo(moment)) {
            return null;
        }
        PageSum[] found = {PageSum.NONE};
        pages.forEach(
                (key, value) -> {
                    interruption.run();
                    PageCodec.Key page = PageCodec.key(key);
                    if (page.version() > version) {
                        return;
                    }
                    PageCodec.check(key, value);
                    found[0] = found[0].plus(PageCodec.digest(key, value));
                    int length = value.length - PageCodec.HEADER_BYTES;
                    ledger.restore(
                            page.id(),
                            new ByteReader(value, PageCodec.HEADER_BYTES, length),
                            CheckpointLoad.stale(of.targets(), position));
                });
        if (!found[0].equals(signal.ledgerPages())) {
            throw new MalformedBytesException(
                    "signal "
                            + of.definition().name()
                            + " has "
                            + signal.ledgerPages().count()
                            + " pages, but those that are there are "
                            + found[0].count()
                            + " or of other versions");
        }
        ledger.restored();
        ledger.advanceTo(moment);
        return ledger;
    }
}
