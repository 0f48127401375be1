package io.tidaldb.store;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.KeyValueStore;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** Lets tests hold writes back, so that commits queue up, and make them fail. */
final class Gate extends FrontedStore {
    final AtomicBoolean fail = new AtomicBoolean();
    volatile CountDownLatch entered = new CountDownLatch(0);
    volatile CountDownLatch open = new CountDownLatch(0);

    Gate(KeyValueStore store) {
        super(store);
    }

    void shut() {
        entered = new CountDownLatch(1);
        open = new CountDownLatch(1);
    }

    @Override
    public void write(Batch batch, boolean sync) {
        entered.countDown();
        try {
            open.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (fail.get()) {
            throw new TidalException(ErrorCode.INPUT_OUTPUT, "the disk is full");
        }
        super.write(batch, sync);
    }
}
