package io.tidaldb.store;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.KeyValueStore;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;

/** A store in memory whose disk tests can break, or make wait. */
public final class BreakableStore {
    private final Store store;
    private volatile boolean broken;
    private volatile CountDownLatch held = new CountDownLatch(0);
    private volatile CountDownLatch writing = new CountDownLatch(0);

    public BreakableStore(StoreOptions options) {
        this.store = Store.open(options, (phase, done, total) -> {}, this::front);
    }

    private KeyValueStore front(KeyValueStore behind) {
        return (KeyValueStore)
                Proxy.newProxyInstance(
                        KeyValueStore.class.getClassLoader(),
                        new Class<?>[] {KeyValueStore.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("write")) {
                                writing.countDown();
                                held.await();
                                if (broken) {
                                    throw new TidalException(
                                            ErrorCode.INPUT_OUTPUT, "the \"disk\" is\nfull");
                                }
                            }
                            try {
                                return method.invoke(behind, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    public Store store() {
        return store;
    }

    /** Lets every write fail from now on. */
    public void breakDisk() {
        broken = true;
    }

    /** Lets writes wait from now on. */
    public void hold() {
        held = new CountDownLatch(1);
        writing = new CountDownLatch(1);
    }

    /** Waits until one does. */
    public void awaitWrite() throws InterruptedException {
        writing.await();
    }

    public void letGo() {
        held.countDown();
    }
}
