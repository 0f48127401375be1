package io.tidaldb.sql.execute;

import io.tidaldb.session.Cancellation;
import io.tidaldb.store.BackupPlaces;

import java.util.List;

/** A statement that works on the store as a whole and returns what came of it. */
interface Operation {
    /**
     * Does it.
     *
     * @param places where the session may write and read backups
     * @param cancellation asked now and then, as far as the operation can be stopped
     * @return rows in the engine's representation
     * @throws io.tidaldb.error.TidalException if it cannot be done
     */
    List<Object[]> run(Engine engine, BackupPlaces places, Cancellation cancellation);
}
