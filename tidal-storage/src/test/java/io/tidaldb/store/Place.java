package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** Where a store under test is: where its data outlive it, and how its process ends. */
sealed interface Place {
    Store open(UnaryOperator<StoreOptions> options);

    /** Ends the process that has the store open; nothing that was written is lost. */
    void crash(Store store, History.Moment moment, WriteSet writes);

    void backup(Store store);

    /** Puts the last backup in the place of the data. */
    void restore();

    /** Checks the data while no store has them open. */
    VerificationReport verify();

    /** In memory: one life, from which nothing is left. */
    final class Memory implements Place {
        @Override
        public Store open(UnaryOperator<StoreOptions> options) {
            return Store.open(options.apply(StoreOptions.inMemory()));
        }

        @Override
        public void crash(Store store, History.Moment moment, WriteSet writes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void backup(Store store) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void restore() {
            throw new UnsupportedOperationException();
        }

        @Override
        public VerificationReport verify() {
            throw new UnsupportedOperationException();
        }
    }

    /** On a simulated disk, which shows steps at which a process can end. */
    final class Simulated implements Place {
        private Disk disk = new Disk();
        private Disk backup;

        private static StoreOptions options() {
            return StoreOptions.at(Path.of("simulated"));
        }

        @Override
        public Store open(UnaryOperator<StoreOptions> options) {
            return Store.over(disk, options.apply(options()));
        }

        @Override
        public void crash(Store store, History.Moment moment, WriteSet writes) {
            switch (moment) {
                case BEFORE_LOG -> endAt(Disk.Step.LOG, true, () -> store.commit(writes));
                case AFTER_LOG -> endAt(Disk.Step.LOG, false, () -> store.commit(writes));
                case BEFORE_PAGES -> endAt(Disk.Step.PAGES, true, store::checkpoint);
                case BEFORE_MANIFEST -> endAt(Disk.Step.MANIFEST, true, store::checkpoint);
                case AFTER_MANIFEST -> endAt(Disk.Step.MANIFEST, false, store::checkpoint);
                case CLOSING -> endAt(Disk.Step.CLOSE, true, store::close);
                case IDLE -> {}
            }
            disk.cutPower();
            try {
                store.close();
            } catch (TidalException e) {
                // What is left of the process ends; the disk takes nothing from it any more.
                assertTrue(e.code() == ErrorCode.INPUT_OUTPUT, e.getMessage());
            }
            disk = disk.kept(disk.written());
        }

        /** Lets the process come as far as a step, if it comes there at all. */
        private void endAt(Disk.Step step, boolean before, Runnable action) {
            new Fault(step, before, Fault.Kind.POWER_LOSS, 1).attach(disk);
            try {
                action.run();
            } catch (TidalException e) {
                assertTrue(e.code() != ErrorCode.INTERNAL, e.getMessage());
            }
        }

        @Override
        public void backup(Store store) {
            backup = disk.kept(disk.written());
        }

        @Override
        public void restore() {
            disk = backup.kept(backup.written());
        }

        @Override
        public VerificationReport verify() {
            return new Verification(disk, options(), VerificationListener.SILENT).run();
        }
    }

    /** In a directory. A process that ends is as good as closing without a checkpoint. */
    final class Directory implements Place {
        private final Path directory;
        private final Path backups;

        Directory(Path home) {
            this.directory = home.resolve("store");
            this.backups = home.resolve("backups");
        }

        @Override
        public Store open(UnaryOperator<StoreOptions> options) {
            return Store.open(options.apply(StoreOptions.at(directory)));
        }

        @Override
        public void crash(Store store, History.Moment moment, WriteSet writes) {
            if (moment == History.Moment.AFTER_LOG) {
                try {
                    store.commit(writes);
                } catch (TidalException e) {
                    assertTrue(e.code() != ErrorCode.INTERNAL, e.getMessage());
                }
            }
            store.close();
        }

        @Override
        public void backup(Store store) {
            store.backup(backups);
        }

        @Override
        public void restore() {
            if (Files.exists(directory)) {
                Feed.deleteRecursively(directory);
            }
            assertTrue(Backups.restore(backups, directory).isSound());
        }

        @Override
        public VerificationReport verify() {
            VerificationReport report = Store.verify(directory);
            assertTrue(List.of().equals(report.findings()), report::toString);
            return report;
        }
    }
}
